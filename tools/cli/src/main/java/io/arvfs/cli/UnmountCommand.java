package io.arvfs.cli;

import io.arvfs.mount.control.Registry.Registered;
import io.arvfs.mount.control.Reply;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code arv-fs unmount}. */
@Command(
    name = "unmount",
    mixinStandardHelpOptions = true,
    description = "Send all changes to the server and end the mount at DIR.",
    footerHeading = "%nExample:%n",
    footer = "  arv-fs unmount ~/mnt",
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:everything is on the server",
      "1:there is no such mount",
      "2:usage",
      "75:it ended and work stayed on this machine"
    })
final class UnmountCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The mount point.")
  private @Nullable Path directory;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Mounts mounts = new Mounts();
    Registered mount = mounts.at(Objects.requireNonNull(directory));
    Reply reply = mounts.ask(mount, "unmount");
    reply.lines().forEach(out::println);
    out.flush();
    return reply.exit();
  }
}
