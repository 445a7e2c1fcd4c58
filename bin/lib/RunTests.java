import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.TagFilter.excludeTags;

import java.util.Arrays;
import java.util.Optional;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the test classes named, one after the other, without those tagged long, and ends at the
 * first failure: prints its name and ends with 1. Its output is otherwise one line a class.
 */
final class RunTests {

  public static void main(String[] classes) {
    var launcher = LauncherFactory.create();
    for (String name : classes) {
      long start = System.nanoTime();
      var request =
          LauncherDiscoveryRequestBuilder.request()
              .selectors(selectClass(name))
              .filters(excludeTags("long"))
              .build();
      long[] ran = new long[1];
      launcher.execute(
          request,
          new TestExecutionListener() {
            private long started;

            @Override
            public void executionStarted(TestIdentifier test) {
              started = System.nanoTime();
            }

            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
              ran[0] += test.isTest() ? 1 : 0;
              if (Boolean.getBoolean("verbose") && test.isTest()) {
                System.out.printf("  %s %.1f s%n", test.getDisplayName(), (System.nanoTime() - started) / 1e9);
              }
              result.getThrowable().ifPresent(failure -> fail(test, failure));
            }
          });
      System.out.printf("%s: %d in %.1f s%n", name, ran[0], (System.nanoTime() - start) / 1e9);
      if (ran[0] == 0) {
        System.out.println("failed: no test in " + name);
        System.exit(1);
      }
    }
    System.exit(0); // Whatever threads a test has left.
  }

  private static void fail(TestIdentifier test, Throwable failure) {
    String name =
        test.getSource()
            .flatMap(
                source ->
                    switch (source) {
                      case MethodSource m ->
                          Optional.of(m.getJavaClass().getSimpleName() + "." + m.getMethodName());
                      case ClassSource c -> Optional.of(c.getJavaClass().getSimpleName());
                      default -> Optional.<String>empty();
                    })
            .orElse(test.getDisplayName());
    failure.printStackTrace();
    System.out.println("failed: " + name + " " + Arrays.stream(String.valueOf(failure).split("\n")).findFirst().orElse(""));
    System.exit(1);
  }
}
