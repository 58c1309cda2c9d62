/** Random, SplittableRandom and friends with seeds: the sequences are specified, so they must match exactly. */
import java.util.*;
import java.util.random.*;

public class Randoms {
    public static void main(String[] args) {
        Random r = new Random(12345);
        System.out.println(r.nextInt() + " " + r.nextInt(100) + " " + r.nextInt(1 << 20) + " " + r.nextLong() + " "
                + r.nextBoolean() + " " + r.nextFloat()
                + " " + r.nextDouble() + " " + r.nextGaussian() + " " + r.nextGaussian() + " " + r.nextInt(5, 10));
        byte[] bytes = new byte[7];
        r.nextBytes(bytes);
        System.out.println(Arrays.toString(bytes) + " " + Arrays.toString(r.ints(5, 0, 50).toArray()) + " "
                + Arrays.toString(r.doubles(2).toArray()));
        SplittableRandom s = new SplittableRandom(99);
        SplittableRandom t = s.split();
        System.out.println(s.nextInt() + " " + t.nextLong() + " " + s.nextInt(10, 20) + " " + t.nextDouble());
        for (String name : new String[] {"L64X128MixRandom", "Xoshiro256PlusPlus", "L32X64MixRandom", "Random"}) {
            RandomGenerator g = RandomGeneratorFactory.of(name).create(7);
            System.out.println(name + " " + g.nextInt() + " " + g.nextLong(1000) + " " + g.nextDouble());
        }
        List<Integer> list = new ArrayList<>(List.of(1, 2, 3, 4, 5, 6, 7, 8));
        Collections.shuffle(list, new Random(5));
        System.out.println(list + " " + UUID.nameUUIDFromBytes("x".getBytes()) + " " + new UUID(1, 2)
                .compareTo(new UUID(1, 3)));
        int[] histogram = new int[8];
        for (int i = 0; i < 20000; i++) {
            histogram[r.nextInt(8)]++;
        }
        System.out.println(Arrays.toString(histogram));
    }
}
