package io.arvfs.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.arvfs.mount.control.Registry.Registered;
import io.arvfs.mount.control.Status;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code arv-fs status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Say how mounts stand: what is not on the server, and why.",
    footerHeading = "%nExamples:%n",
    footer = {"  arv-fs status", "  arv-fs status ~/mnt --json"},
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:said, whatever it is",
      "1:there is no such mount, or it does not answer",
      "2:usage"
    })
final class StatusCommand implements Callable<Integer> {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description = "The mount point (default: all mounts of this user).")
  private @Nullable Path directory;

  @Option(names = "--json", description = "As one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Mounts mounts = new Mounts();
    List<Status> found = new ArrayList<>();
    List<Registered> asked = directory == null ? mounts.all() : List.of(mounts.at(directory));
    for (Registered mount : asked) {
      status(mounts, mount).ifPresent(found::add);
    }
    if (json) {
      out.println(JSON.writeValueAsString(Map.of("mounts", found)));
    } else {
      found.forEach(status -> print(status, out));
    }
    out.flush();
    return 0;
  }

  /** Empty if the mount ended just now, unless it was asked for by name. */
  private Optional<Status> status(Mounts mounts, Registered mount) throws IOException {
    try {
      return Optional.ofNullable(mounts.ask(mount, "status").status());
    } catch (IOException e) {
      if (directory != null) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private static void print(Status status, PrintWriter out) {
    out.printf("%s  %s  process %d%n", status.mountpoint(), status.state(), status.pid());
    out.printf(
        "  not on the server: %d changes, %d bytes, the oldest %d s old%n",
        status.uncommitted().files(),
        status.uncommitted().bytes(),
        status.uncommitted().oldestSeconds());
    out.printf(
        "  journal: position %d, durable %d, %d bytes in %s%n",
        status.journal().position(),
        status.journal().durable(),
        status.journal().bytes(),
        status.volume());
    for (var collection : status.collections()) {
      if (collection.lastError() != null) {
        out.printf("  %s: %s%n", collection.uuid(), collection.lastError());
      }
    }
  }
}
