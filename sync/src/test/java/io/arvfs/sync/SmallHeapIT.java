package io.arvfs.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.minicluster.Minicluster;
import io.arvfs.minicluster.MiniclusterOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A commit in a process with little memory: of a large collection it holds what changed. */
class SmallHeapIT {

  private static final int FILES = 50_000;
  private static final int FILES_PER_DIRECTORY = 1000;

  /** Their trees alone would take twice that. */
  private static final String HEAP = "-Xmx40m";

  private static String manifest() {
    StringBuilder text = new StringBuilder();
    for (int file = 0; file < FILES; file++) {
      if (file % FILES_PER_DIRECTORY == 0) {
        text.append("./directory%05d".formatted(file));
        text.append(" 37b51d194a7513e45b56f6524f2d51f2+3");
      }
      text.append(" 0:3:file-number-%07d.txt".formatted(file));
      if (file % FILES_PER_DIRECTORY == FILES_PER_DIRECTORY - 1) {
        text.append('\n');
      }
    }
    return text.toString();
  }

  @Test
  void oneFileAmongManyThousands_committed_needsNoMemoryForTheOthers(@TempDir Path directory)
      throws Exception {
    try (Minicluster cluster = Minicluster.start(MiniclusterOptions.inMemory())) {
      String uuid = cluster.createCollection("large", manifest());

      int status = run(cluster.apiHost(), cluster.token(), uuid, directory.toString());

      assertEquals(0, status);
      String text = cluster.collection(uuid).manifestText();
      assertTrue(text.substring(text.indexOf('\n') + 1).contentEquals(manifest()));
    }
  }

  private static int run(String... args) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC",
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeapCommit.class.getName()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start()
        .waitFor();
  }
}
