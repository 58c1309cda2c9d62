// Calls, objects, arrays, strings, regular expressions and JSON, as often as the argument says.
function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

function Vec(x, y) { this.x = x; this.y = y; }
Vec.prototype.add = function (o) { return new Vec(this.x + o.x, this.y + o.y); };
Vec.prototype.len = function () { return Math.sqrt(this.x * this.x + this.y * this.y); };

function walk(steps) {
    var v = new Vec(0, 0), d = new Vec(0.5, 1.5);
    for (var i = 0; i < steps; i++) {
        v = v.add(d);
        if (v.len() > 1000)
            v = new Vec(0, 0);
    }
    return v.x.toFixed(3);
}

function words(n) {
    var list = [];
    for (var i = 0; i < n; i++)
        list.push("w" + (i * 7919 % 1013));
    return list;
}

function frequencies(list) {
    var counts = {};
    list.forEach(function (w) { counts[w] = (counts[w] || 0) + 1; });
    return Object.keys(counts).length;
}

function sieve(n) {
    var composite = new Array(n + 1), primes = 0;
    for (var i = 2; i <= n; i++) {
        if (composite[i])
            continue;
        primes++;
        for (var j = i * 2; j <= n; j += i)
            composite[j] = true;
    }
    return primes;
}

function sort(n) {
    var a = [], seed = 12345;
    for (var i = 0; i < n; i++) {
        seed = (seed * 1103515245 + 12345) % 2147483648;
        a.push(seed);
    }
    a.sort(function (x, y) { return x - y; });
    return a[0] + a[n - 1];
}

function mails(n) {
    var total = 0;
    for (var i = 0; i < n; i++)
        total += /(\w+)@(\w+)\.(com|org)/.exec("mail user" + i + "@host" + i % 10 + ".org now")[1].length;
    return total;
}

function json(n) {
    var o = { a: [], b: {} };
    for (var i = 0; i < n; i++) {
        o.a.push({ i: i, s: "x" + i });
        o.b["k" + i] = i / 3;
    }
    var text = JSON.stringify(o);
    return text.length + JSON.parse(text).a.length;
}

var rounds = parseInt(arguments[0]);
for (var r = 0; r < rounds; r++)
    print([r, fib(23), walk(100000), frequencies(words(50000)), sieve(200000), sort(20000), mails(10000), json(5000)].join(" "));
