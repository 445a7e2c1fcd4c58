package io.arvfs.mount.fuse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of its own that mounts a tree and stays until it is killed. */
final class ForeignMount {

  static final String READY = "ready";

  private ForeignMount() {}

  /** Starts one; it says {@link #READY} when it has mounted. */
  static Process start(Path point) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ForeignMount.class.getName(), point.toString()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
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
