package io.arvfs.cli;

import io.arvfs.mount.control.Registry.Registered;
import io.arvfs.mount.control.Reply;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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
      "1:there is no such mount",
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
    int status = 0;
    for (Registered mount : mounts.serving(named)) {
      status = Math.max(status, sync(mounts, mount));
    }
    out.flush();
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
