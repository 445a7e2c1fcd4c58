package io.arvfs.mount.fuse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of its own that mounts a tree and stays until it is killed. */
final class ForeignMount {

  private static final String READY = "ready";

  private ForeignMount() {}

  /** Starts one and waits until it has mounted; its log comes on the same stream. */
  static Process start(Path point) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ForeignMount.class.getName(), point.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    StringBuilder said = new StringBuilder();
    String line = process.inputReader().readLine();
    while (line != null && !line.equals(READY)) {
      said.append(line).append('\n');
      line = process.inputReader().readLine();
    }
    if (line == null) {
      throw new IOException("did not mount: " + said);
    }
    return process;
  }

  /** Mounts a {@link HeapTree} on the directory named. */
  public static void main(String[] arguments) throws Exception {
    FuseSession session =
        FuseSession.mount(
            Path.of(arguments[0]),
            FuseOptions.of("foreign"),
            new HeapTree(),
            SessionListener.SILENT);
    System.out.println(READY);
    session.awaitEnd();
  }
}
