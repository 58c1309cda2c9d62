import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A greeting, and a cup of tea: ./dev run examples/Hello.java [NAME...] */
public class Hello {
    record Cup(String guest, int sugar) {
        String serve() {
            return "  a cup for " + guest + switch (sugar) {
                case 0 -> ", without sugar";
                case 1 -> ", with one lump";
                default -> ", with " + sugar + " lumps";
            };
        }
    }

    static String samovar() {
        return """
                     ( ) )
                    ___)(___
                   (________)
                   /        \\
                  ( SAMOVAR  )=o
                   \\________/
                    __|  |__
                   (________)
                """;
    }

    public static void main(String[] args) {
        String[] guests = args.length > 0 ? args : new String[] {"world"};
        System.out.println("Hello, " + String.join(" and ", guests) + "!");
        System.out.print(samovar());
        System.out.println(IntStream.range(0, guests.length)
                .mapToObj(i -> new Cup(guests[i], Math.floorMod(Arrays.hashCode(guests) + i, 4)))
                .map(Cup::serve)
                .collect(Collectors.joining("\n")));
        System.out.println("Served by " + System.getProperty("java.vm.name") + " on Java " + Runtime.version().feature());
    }
}
