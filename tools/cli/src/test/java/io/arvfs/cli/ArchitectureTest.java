package io.arvfs.cli;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * The rules of the design over every class that is shipped. Plain tests on purpose: with ArchUnit's
 * own engine the build counts none.
 */
class ArchitectureTest {

  private static final String ROOT = "io.arvfs.";

  /** Each may use those before it. The minicluster stands beside them, below the command line. */
  private static final List<String> MODULES = List.of("journal", "fs", "sync", "mount", "cli");

  /** Where threads, waits and clocks are real; the rest is run by a seed in a simulation. */
  private static final String[] HOSTS = {
    "io.arvfs.journal.host..", "io.arvfs.mount.fuse..", "io.arvfs.minicluster.."
  };

  private static final JavaClasses SHIPPED =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.arvfs");

  @Test
  void classes_ofEveryModule_areLookedAt() {
    for (String module : MODULES) {
      assertFalse(SHIPPED.that(resideInAnyPackage(ROOT + module + "..")).isEmpty(), module);
    }
    assertFalse(SHIPPED.that(resideInAnyPackage("io.arvfs.minicluster..")).isEmpty());
  }

  @Test
  void module_ofTheOrder_usesOnlyThoseBeforeIt() {
    for (int i = 0; i < MODULES.size(); i++) {
      String[] later =
          MODULES.stream().skip(i + 1L).map(m -> ROOT + m + "..").toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(ROOT + MODULES.get(i) + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(later)
          .check(SHIPPED);
    }
  }

  @Test
  void minicluster_sharesNoCode_withTheClient() {
    noClasses()
        .that()
        .resideInAPackage("io.arvfs.minicluster..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(MODULES.stream().map(m -> ROOT + m + "..").toArray(String[]::new)))
        .check(SHIPPED);
    importedOnlyBy("io.arvfs.minicluster..", "io.arvfs.minicluster..", "io.arvfs.cli..");
  }

  @Test
  void library_eachOne_hasItsOwnImporters() {
    importedOnlyBy("okhttp3..", "io.arvfs.sync.arvados");
    importedOnlyBy("okio..", "io.arvfs.sync.arvados");
    importedOnlyBy("org.rocksdb..", "io.arvfs.journal.index");
    importedOnlyBy("net.openhft..", "io.arvfs.journal.log");
    importedOnlyBy("jnr..", "io.arvfs.mount.fuse");
    importedOnlyBy("ru.serce..", "io.arvfs.mount.fuse");
    importedOnlyBy("com.kenai..", "io.arvfs.mount.fuse");
    importedOnlyBy("picocli..", "io.arvfs.cli", "io.arvfs.minicluster");
    importedOnlyBy("org.eclipse.jetty..", "io.arvfs.minicluster");
    importedOnlyBy(
        "com.fasterxml.jackson..",
        "io.arvfs.sync.arvados",
        "io.arvfs.mount.control",
        "io.arvfs.cli",
        "io.arvfs.minicluster");
  }

  @Test
  void events_areMade_ofTheJdkAlone() {
    classes()
        .that()
        .resideInAPackage("io.arvfs.journal.event")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.jspecify..", "io.arvfs.journal.event")
        .check(SHIPPED);
  }

  @Test
  void subPackage_neverImports_itsParent() {
    List<String> upwards =
        SHIPPED.stream()
            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
            .filter(ArchitectureTest::goesToTheParent)
            .map(Dependency::getDescription)
            .toList();

    assertEquals(List.of(), upwards);
  }

  @Test
  void packages_haveNoCycles() {
    slices().matching("io.arvfs.(**)").should().beFreeOfCycles().check(SHIPPED);
  }

  @Test
  void threads_areStarted_byTheHostsAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackages(HOSTS)
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Thread.class, ThreadLocal.class, java.util.Timer.class)
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("java\\.util\\.concurrent\\..*(Executor|ForkJoin|CompletableFuture).*")
        .check(SHIPPED);
  }

  @Test
  void clocks_areRead_byTheHostsAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackages(HOSTS)
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethodWhere(target(owner(resideInAnyPackage("java.time.."))).and(target(name("now"))))
        .orShould()
        .callMethodWhere(
            target(owner(JavaClass.Predicates.type(Clock.class)))
                .and(target(name("systemUTC").or(name("systemDefaultZone")).or(name("system")))))
        .check(SHIPPED);
  }

  @Test
  void logging_goesThroughOneLibrary() {
    importedOnlyBy("java.util.logging..");
    importedOnlyBy("ch.qos.logback..", "io.arvfs.cli", "io.arvfs.minicluster");
  }

  @Test
  void package_eachOne_isNullMarked() {
    List<String> unmarked =
        SHIPPED.getPackage("io.arvfs").getSubpackagesInTree().stream()
            .filter(each -> !each.getClasses().isEmpty())
            .filter(each -> !each.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .toList();

    assertEquals(List.of(), unmarked);
  }

  private static boolean goesToTheParent(Dependency dependency) {
    String from = dependency.getOriginClass().getPackageName();
    String to = dependency.getTargetClass().getPackageName();
    return to.startsWith(ROOT) && from.startsWith(to + ".");
  }

  private static void importedOnlyBy(String library, String... importers) {
    noClasses()
        .that(
            importers.length == 0
                ? alwaysTrue()
                : com.tngtech.archunit.base.DescribedPredicate.not(resideInAnyPackage(importers)))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(SHIPPED);
  }
}
