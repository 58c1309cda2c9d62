// Closures, objects, regular expressions, JSON, exceptions, and Java classes from JavaScript.
function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
print("fib " + fib(18));
var counts = {};
"the quick brown fox jumps over the lazy dog the end".split(/\s+/).forEach(function (w) { counts[w] = (counts[w] || 0) + 1; });
print(JSON.stringify(counts));
var adders = [1, 2, 3].map(function (n) { return function (x) { return x + n; }; });
print(adders.map(function (f) { return f(10); }).join(","));
print("2024-02-29".replace(/(\d+)-(\d+)-(\d+)/, "$3.$2.$1") + " " + /(a+)(b*)/.exec("xaab")[1]);
try { null.x; } catch (e) { print(e instanceof TypeError); }
var list = new java.util.ArrayList();
for (var i = 0; i < 5; i++) list.add(i * i);
print(list + " " + java.lang.Math.max(3, 4) + " " + list.get(2));
var runnable = new java.lang.Runnable({ run: function () { print("run from Java"); } });
runnable.run();
function Shape(n) { this.n = n; }
Shape.prototype.area = function () { return this.n * this.n; };
print(new Shape(7).area() + " " + (0.1 + 0.2) + " " + parseInt("ff", 16) + " " + [3, 1, 10].sort() + " " + typeof undefined);
var s = 0;
for (var k = 0; k < 20000; k++) { s = (s * 31 + k) % 1000003; }
print(s);
let [a, b] = [1, 2];
print(`${a}${b}`);
