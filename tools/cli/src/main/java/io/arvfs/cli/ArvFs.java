package io.arvfs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The program {@code arv-fs}. */
@Command(
    name = "arv-fs",
    description = "Arvados collections as an ordinary filesystem that loses nothing.",
    mixinStandardHelpOptions = true,
    version = "arv-fs 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  arv-fs mount --collection zzzzz-4zz18-0123456789abcde --read-write ~/mnt",
      "  arv-fs sync ~/mnt",
      "  arv-fs unmount ~/mnt"
    },
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:usage",
      "75:work stayed on this machine; it is listed"
    },
    subcommands = {
      MountCommand.class,
      SyncCommand.class,
      StatusCommand.class,
      UnmountCommand.class,
      HelpCommand.class
    })
public final class ArvFs {

  ArvFs() {}

  /** Runs the program. */
  public static void main(String[] arguments) {
    System.exit(Cli.run(new ArvFs(), arguments));
  }
}
