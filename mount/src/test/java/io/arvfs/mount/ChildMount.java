package io.arvfs.mount;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.arvfs.fs.History;
import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.log.FlushOptions;
import io.arvfs.minicluster.Minicluster;
import io.arvfs.mount.control.ControlClient;
import io.arvfs.mount.control.Registry;
import io.arvfs.mount.control.Reply;
import io.arvfs.mount.fuse.Access;
import io.arvfs.sync.arvados.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** A mount in a process of its own, which can be killed. */
final class ChildMount implements AutoCloseable {

  private static final String READY = "ready";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final List<String> LIGHT =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m");

  private final Process process;
  private final Path point;
  private final Path words;

  private ChildMount(Process process, Path point, Path words) {
    this.process = process;
    this.point = point;
    this.words = words;
  }

  /** What to mount where. */
  record Order(
      Minicluster cluster, String uuid, Path point, Path state, boolean readWrite, String size) {

    Order at(Path other) {
      return new Order(cluster, uuid, other, state, readWrite, size);
    }

    Order stateIn(Path other) {
      return new Order(cluster, uuid, point, other, readWrite, size);
    }

    /** With a bound of so many bytes on the journal. */
    Order journal(long bytes) {
      return new Order(cluster, uuid, point, state, readWrite, Long.toString(bytes));
    }

    Order readOnly() {
      return new Order(cluster, uuid, point, state, false, size);
    }
  }

  /** Starts one and returns when it answers. */
  static ChildMount start(Order order) throws IOException {
    ChildMount child = begin(order);
    if (!READY.equals(child.process.inputReader().readLine())) {
      throw new IOException("did not mount: " + child.words());
    }
    return child;
  }

  /** Starts one and returns at once. */
  static ChildMount begin(Order order) throws IOException {
    Files.createDirectories(order.state());
    Path words = Files.createTempFile("mount", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command(order)).redirectError(words.toFile()).directory(home(words));
    builder.environment().put("ARVADOS_API_HOST", order.cluster().apiHost());
    builder.environment().put("ARVADOS_API_TOKEN", order.cluster().token());
    builder.environment().put("ARVADOS_API_HOST_INSECURE", "1");
    return new ChildMount(builder.start(), Registry.canonical(order.point()), words);
  }

  private static java.io.File home(Path words) {
    return Optional.ofNullable(words.getParent()).orElse(Path.of("/")).toFile();
  }

  private static List<String> command(Order order) {
    // A test run in the background inherits SIGINT ignored, and the JVM leaves it so.
    List<String> command = new ArrayList<>(List.of("/usr/bin/env", "--default-signal=INT,TERM"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("arvfs.child.flags").split(" ", -1)));
    command.addAll(LIGHT);
    // What a process that is killed leaves there goes with the test's own directory.
    command.add("-Djava.io.tmpdir=" + order.point().toAbsolutePath().getParent());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ChildMount.class.getName(), order.uuid(), order.point().toString()));
    command.addAll(List.of(order.state().toString(), Boolean.toString(order.readWrite())));
    command.add(order.size());
    return command;
  }

  /** Mounts, says so, and stays as the program does. */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> environment = System.getenv();
    MountOptions options =
        new MountOptions(
            Settings.from(environment, Path.of("/nonexistent")),
            arguments[0],
            Path.of(arguments[1]),
            Boolean.parseBoolean(arguments[3]),
            Access.OWNER,
            Optional.of(Path.of(arguments[2])),
            environment,
            arguments[4].isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(arguments[4])),
            FlushOptions.DEFAULT.syncInterval(),
            History.STANDARD);
    System.exit(MountProcess.run(options, new RealTasks(), _ -> System.out.println(READY)));
  }

  Path point() {
    return point;
  }

  Process process() {
    return process;
  }

  /** What it has logged. */
  String words() throws IOException {
    return Files.readString(words, UTF_8);
  }

  /** The directory of its volume. */
  Path volume() throws IOException {
    return Path.of(new Registry(User.id()).find(point).orElseThrow().volume());
  }

  Reply ask(String word) throws IOException {
    return ControlClient.ask(new Registry(User.id()).socket(point), word);
  }

  /** Sends a signal by its name. */
  void signal(String name) throws IOException, InterruptedException {
    Shell.ok(Path.of("/"), "kill -" + name + " " + process.pid());
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Waits for the end; the exit status. */
  int status() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException("does not end: " + words());
    }
    return process.exitValue();
  }

  /** Ends it as a user does; the exit status. */
  int unmount() throws IOException, InterruptedException {
    signal("TERM");
    return status();
  }

  /** Whatever it is doing, it and its mount are gone afterwards. */
  @Override
  public void close() {
    try {
      kill();
      var _ = Shell.bash(Path.of("/"), "umount -l '" + point + "'");
      Files.deleteIfExists(words);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
