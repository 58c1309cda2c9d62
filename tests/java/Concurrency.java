/**
 * java.util.concurrent: pools, futures, CompletableFuture, fork/join, latches, barriers, phasers, queues,
 * schedulers.
 */
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;

public class Concurrency {
    static class Fib extends RecursiveTask<Integer> {
        final int n;

        Fib(int n) {
            this.n = n;
        }

        @Override
        protected Integer compute() {
            if (n < 2) {
                return n;
            }
            Fib left = new Fib(n - 1);
            left.fork();
            return new Fib(n - 2).compute() + left.join();
        }
    }

    public static void main(String[] args) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(3);
        List<Future<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int n = i;
            futures.add(pool.submit(() -> n * n));
        }
        int sum = 0;
        for (Future<Integer> f : futures) {
            sum += f.get();
        }
        System.out.println(sum + " " + pool.invokeAny(List.of(() -> "any", () -> "any")) + " "
                + pool.invokeAll(List.of(() -> 1, () -> 2)).get(1).get());
        Future<?> failing = pool.submit(() -> {
            throw new IllegalStateException("task");
        });
        try {
            failing.get();
        } catch (ExecutionException e) {
            System.out.println(e.getMessage());
        }
        Future<?> slow = pool.submit(() -> {
            Thread.sleep(100000);
            return 1;
        });
        try {
            slow.get(5, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            System.out.println("timeout " + slow.cancel(true) + slow.isCancelled());
        }
        pool.shutdown();
        System.out.println(pool.awaitTermination(10, TimeUnit.SECONDS) + " " + pool.isTerminated());
        try {
            pool.submit(() -> 1);
        } catch (RejectedExecutionException e) {
            System.out.println("rejected");
        }
        CompletableFuture<String> cf = CompletableFuture.supplyAsync(() -> 20).thenApply(x -> x + 1)
                .thenCombine(CompletableFuture.supplyAsync(() -> 2), (a, b) -> a * b)
                .thenCompose(x -> CompletableFuture.completedFuture("v" + x))
                        .whenComplete((v, t) -> System.out.println("completed " + v));
        System.out.println(cf.get() + " " + CompletableFuture.supplyAsync(() -> {
            if (sum(1) == 1) {
                throw new IllegalArgumentException("async");
            }
            return 1;
        }).handle((v, t) -> t.getClass().getSimpleName() + "/" + t.getCause().getMessage()).join());
        System.out.println(CompletableFuture.anyOf(new CompletableFuture<>(), CompletableFuture.completedFuture(5))
                .join() + " "
                + new CompletableFuture<Integer>().completeOnTimeout(9, 5, TimeUnit.MILLISECONDS).join());
        System.out.println(new ForkJoinPool(2).invoke(new Fib(15)) + " " + ForkJoinPool.commonPool()
                .invoke(new Fib(12)));
        CyclicBarrier barrier = new CyclicBarrier(3, () -> System.out.println("barrier"));
        Phaser phaser = new Phaser(1);
        CountDownLatch latch = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            phaser.register();
            new Thread(() -> {
                try {
                    barrier.await();
                    phaser.arriveAndDeregister();
                } catch (InterruptedException | BrokenBarrierException e) {
                    throw new IllegalStateException(e);
                }
                latch.countDown();
            }).start();
        }
        latch.await();
        System.out.println("phase " + phaser.arriveAndAwaitAdvance() + " " + latch.getCount());
        Exchanger<String> exchanger = new Exchanger<>();
        Thread partner = new Thread(() -> {
            try {
                exchanger.exchange("from partner");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        partner.start();
        System.out.println(exchanger.exchange("from main"));
        SynchronousQueue<Integer> handoff = new SynchronousQueue<>();
        new Thread(() -> {
            try {
                for (int i = 0; i < 100; i++) {
                    handoff.put(i);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }).start();
        int total = 0;
        for (int i = 0; i < 100; i++) {
            total += handoff.take();
        }
        System.out.println(total);
        ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
        CountDownLatch ticks = new CountDownLatch(3);
        ScheduledFuture<?> periodic = scheduler.scheduleAtFixedRate(ticks::countDown, 1, 2, TimeUnit.MILLISECONDS);
        ticks.await();
        periodic.cancel(false);
        System.out.println(scheduler.schedule(() -> "later", 3, TimeUnit.MILLISECONDS).get());
        scheduler.shutdownNow();
        DelayQueue<Delay> delays = new DelayQueue<>(List.of(new Delay(8), new Delay(2), new Delay(5)));
        System.out.println(delays.take() + " " + delays.take() + " " + delays.take() + " " + delays.poll());
        AtomicInteger atomic = new AtomicInteger();
        LongAdder adder = new LongAdder();
        AtomicReference<String> text = new AtomicReference<>("");
        AtomicIntegerArray array = new AtomicIntegerArray(4);
        Thread[] threads = new Thread[4];
        for (int t = 0; t < 4; t++) {
            int id = t;
            threads[t] = new Thread(() -> {
                for (int i = 0; i < 2000; i++) {
                    atomic.incrementAndGet();
                    adder.add(2);
                    array.getAndAdd(i & 3, id);
                }
                text.accumulateAndGet("x", String::concat);
            });
            threads[t].start();
        }
        for (Thread t : threads) {
            t.join();
        }
        System.out.println(atomic + " " + adder + " " + text + " " + array + " "
                + new AtomicStampedReference<>("a", 1).compareAndSet("a", "b", 1, 2));
        java.util.Timer timer = new java.util.Timer(true);
        CountDownLatch fired = new CountDownLatch(2);
        timer.schedule(new TimerTask() {
            @Override
            public void run() {
                fired.countDown();
            }
        }, 1, 1);
        fired.await();
        timer.cancel();
        System.out.println("timer");
    }

    static int sum(int i) {
        return i;
    }

    static class Delay implements Delayed {
        final long at;
        final int ms;

        Delay(int ms) {
            this.ms = ms;
            at = System.nanoTime() + ms * 1_000_000L;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(at - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed o) {
            return Integer.compare(ms, ((Delay) o).ms);
        }

        @Override
        public String toString() {
            return ms + "ms";
        }
    }
}
