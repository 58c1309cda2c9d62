;; Lazy and persistent collections, records, protocols, transducers, sorting, and the compiler, as often as the argument says.
(defprotocol Shape (area [s]) (grow [s n]))
(defrecord Square [side]
  Shape
  (area [_] (* side side))
  (grow [s n] (update s :side + n)))
(defrecord Circle [radius]
  Shape
  (area [_] (* 3 radius radius))
  (grow [s n] (assoc s :radius (+ radius n))))

(defn primes [n]
  (loop [candidates (range 2 n) found []]
    (if-let [p (first candidates)]
      (if (> (* p p) n)
        (into found candidates)
        (recur (doall (remove #(zero? (mod % p)) (rest candidates))) (conj found p)))
      found)))

(defn words [n] (map #(str "w" (mod (* % 7919) 1013)) (range n)))

(defn fib [n] (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))

(defn tree [depth] (if (zero? depth) nil [(tree (dec depth)) depth (tree (dec depth))]))
(defn sum-tree [t] (if t (let [[left value right] t] (+ value (sum-tree left) (sum-tree right))) 0))

(defn neighbours [[x y]]
  (for [dx [-1 0 1] dy [-1 0 1] :when (not= 0 dx dy)] [(+ x dx) (+ y dy)]))
(defn life [cells]
  (set (for [[place n] (frequencies (mapcat neighbours cells)) :when (or (= n 3) (and (= n 2) (cells place)))] place)))

(defn run-round [r]
  (println r
    (count (primes 20000))
    (count (frequencies (words 100000)))
    (fib 24)
    (sum-tree (tree 15))
    (count (nth (iterate life #{[1 0] [2 1] [0 2] [1 2] [2 2] [10 10] [10 11] [10 12] [11 11] [12 10]}) 60))
    (reduce + (map area (take 50000 (cycle [(->Square 3) (->Circle 2) (grow (->Square 1) 4)]))))
    (reduce + (vals (reduce (fn [m i] (update m (mod i 997) (fnil + 0) i)) {} (range 100000))))
    (transduce (comp (filter odd?) (map #(* % %)) (take 20000)) + (range))
    (count (sort-by (fn [x] (mod (* x 7919) 10007)) (range 30000)))
    (eval `(let [f# (fn [x#] (+ x# ~r))] (f# 1)))))

(dotimes [r (Integer/parseInt (first *command-line-args*))] (run-round r))
(shutdown-agents)
