// Judges one page as the Observatory does, whatever its status and whoever sees it:
//   node scan.mjs FOLDER-OF-THE-OBSERVATORY HOST HTTP-PORT HTTPS-PORT PATH COOKIE

import { pathToFileURL } from "node:url";

const [folder, host, httpPort, httpsPort, path, cookie] = process.argv.slice(2);
const part = (name) => import(pathToFileURL(`${folder}/src/${name}.js`));
const { retrieve } = await part("retriever/retriever");
const { ALL_TESTS } = await part("constants");
const { getScoreDescription, getScoreModifier } = await part("grader/grader");
const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await part("grader/charts");

const headers = ["Accept: text/html", ...(cookie ? [`Cookie: ${cookie}`] : [])];
const page = await retrieve(host, { httpPort, httpsPort, path, headers });
const results = ALL_TESTS.map((test) => test(page));
const points = results.map((result) => getScoreModifier(result.result));
const sum = (numbers) => numbers.reduce((total, number) => total + number, 100);
const withoutCredit = sum(points.filter((number) => number < 0));

console.log(JSON.stringify({
  status: page.responses.auto?.status,
  score: withoutCredit >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? sum(points) : withoutCredit,
  failed: results.filter((result) => !result.pass).map((result) => getScoreDescription(result.result)),
}));
