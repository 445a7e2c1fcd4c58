package io.arvfs.cli;

import io.arvfs.mount.Mount;
import io.arvfs.mount.control.Registry.Registered;
import io.arvfs.mount.control.Reply;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code arv-fs sync}. */
@Command(
    name = "sync",
    mixinStandardHelpOptions = true,
    description = "Send all changes to the server and wait until it has them, checked.",
    footerHeading = "%nExample:%n",
    footer = "  arv-fs sync ~/mnt",
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:everything is on the server",
      "1:there is no such mount, or none at all",
      "2:usage",
      "75:something stayed here; each is listed with its reason"
    })
final class SyncCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "DIR|VOLUME",
      arity = "0..1",
      description =
          "The mount point, or the directory of the volume that a mount serves (default: all mounts"
              + " of this user).")
  private @Nullable Path named;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Mounts mounts = new Mounts();
    int status = named == null ? all(mounts, out) : sync(mounts, mounts.serving(named));
    out.flush();
    return status;
  }

  /** What a mount left behind that was killed stays here as well. */
  private int all(Mounts mounts, PrintWriter out) throws IOException {
    List<Registered> running = mounts.all();
    List<Registered> left = mounts.leftBehind();
    if (running.isEmpty() && left.isEmpty()) {
      throw new IOException("no mount of arv-fs is running");
    }
    int status = 0;
    for (Registered mount : running) {
      status = Math.max(status, sync(mounts, mount));
    }
    for (Registered mount : left) {
      status = Math.max(status, Mount.STAYED);
      out.printf(
          "%s: may hold work that is not on the server, and no mount serves it; it was mounted at"
              + " %s: mount its collection again%n",
          mount.volume(), mount.mountpoint());
    }
    return status;
  }

  /** One mount that cannot be asked keeps none of the others from being sent. */
  private int sync(Mounts mounts, Registered mount) {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    try {
      Reply reply = mounts.ask(mount, "sync");
      reply.lines().forEach(line.getOut()::println);
      return reply.exit();
    } catch (IOException e) {
      line.getErr().println("arv-fs: " + e.getMessage());
      return Cli.FAILED;
    }
  }
}
