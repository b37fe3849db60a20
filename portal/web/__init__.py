"""The seam to the browser: headers, cookies, forms, languages and templates. It knows no rule of settlement."""
