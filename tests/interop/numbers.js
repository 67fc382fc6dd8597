// SPDX-License-Identifier: GPL-3.0-or-later
// Compares "BITS TEXT" lines with what JavaScript itself spells.
"use strict";
const view = new DataView(new ArrayBuffer(8));
let rest = "";
let count = 0;

function check(line) {
  const [bits, text] = line.split(" ");
  view.setBigUint64(0, BigInt("0x" + bits));
  const own = JSON.stringify(view.getFloat64(0));
  if (own !== text) {
    console.error(`${bits}: ${text}, JavaScript says ${own}`);
    process.exit(1);
  }
  ++count;
}

process.stdin.setEncoding("latin1");
process.stdin.on("data", (chunk) => {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop();
  lines.forEach(check);
});
process.stdin.on("end", () => console.log(count));
