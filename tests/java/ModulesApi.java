/**
 * The module system seen from inside: the boot layer, descriptors, exports and opens, packages, services,
 * resources.
 */
import java.lang.module.*;
import java.util.*;
import java.util.stream.Collectors;

public class ModulesApi {
    public static void main(String[] args) throws Exception {
        Module base = Object.class.getModule();
        Module own = ModulesApi.class.getModule();
        System.out.println(base + " " + own.isNamed() + " " + own.getName() + " " + own.getDescriptor() + " "
                + base.getDescriptor().name() + " " + base.getLayer().equals(ModuleLayer.boot()) + " "
                + own.getLayer());
        System.out.println(base.isExported("java.lang") + " " + base.isExported("jdk.internal.misc") + " "
                + base.isExported("jdk.internal.misc", own) + " " + base.isOpen("java.lang", own) + " "
                + own.canRead(base) + base.canRead(own) + " " + own.isOpen("") + " "
                + base.getPackages().contains("java.util.concurrent") + " " + int.class.getModule() + " "
                        + String[].class.getModule());
        Set<String> names = ModuleLayer.boot().modules().stream().map(Module::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        System.out.println(names.containsAll(Set.of("java.base", "java.logging", "java.xml", "jdk.unsupported",
                "java.net.http")) + " " + ModuleLayer.boot().findModule("java.logging").get().getDescriptor()
                .requires().stream().map(Object::toString).sorted().collect(Collectors.toList()));
        ModuleDescriptor d = ModuleDescriptor.newModule("made").requires("java.base").exports("p.q")
                .provides("java.lang.Runnable", List.of("p.q.R")).packages(Set.of("p.q")).version("1.2.3").build();
        System.out.println(d + " " + d.exports() + " " + d.provides() + " " + d.toNameAndVersion() + " "
                + ModuleDescriptor.Version.parse("1.10").compareTo(ModuleDescriptor.Version.parse("1.9")));
        System.out.println(ModuleFinder.ofSystem().find("java.base").get().descriptor().packages()
                .contains("java.lang") + " " + ModuleFinder.ofSystem().find("no.module").isPresent() + " "
                + ModuleFinder.ofSystem().find("java.base").get().location().get());
        try (ModuleReader reader = ModuleFinder.ofSystem().find("java.base").get().open()) {
            System.out.println(reader.open("java/lang/Object.class").get().read() + " " + reader.find("none")
                    .isPresent());
        }
        try {
            own.addExports("nothing", base);
            base.getClass().getDeclaredMethod("implAddOpens", String.class).setAccessible(true);
        } catch (RuntimeException e) {
            System.out.println(e.getClass().getSimpleName() + " " + e.getMessage().replaceAll("@[0-9a-f]+", "@"));
        }
        Configuration c = ModuleLayer.boot().configuration().resolve(ModuleFinder.of(), ModuleFinder.of(), Set.of());
        ModuleLayer layer = ModuleLayer.boot().defineModulesWithOneLoader(c, ModulesApi.class.getClassLoader());
        System.out.println(layer.modules() + " " + layer.parents().size() + " " + ModuleLayer.boot()
                .findLoader("java.base"));
        try {
            Configuration.empty().resolve(ModuleFinder.ofSystem(), ModuleFinder.of(), Set.of("no.such.module"));
        } catch (FindException e) {
            System.out.println(e.getMessage());
        }
        ServiceLoader<java.nio.file.spi.FileSystemProvider> providers =
                ServiceLoader.load(java.nio.file.spi.FileSystemProvider.class);
        System.out.println(providers.stream().map(p -> p.type().getSimpleName()).sorted().collect(Collectors.toList())
                + " " + ServiceLoader.load(Runnable.class).findFirst().isPresent());
        try (var in = base.getResourceAsStream("java/lang/String.class")) {
            System.out.println(in.read() + " " + (own.getResourceAsStream("ModulesApi.class") != null));
        }
        System.out.println(java.nio.file.Files.exists(java.nio.file.Path.of(java.net.URI.create("jrt:/java.base/java/util/List.class"))) + " " + java.nio.file.FileSystems.getFileSystem(java.net.URI.create("jrt:/")).getPath("/packages/java.util").getFileName());
    }
}
