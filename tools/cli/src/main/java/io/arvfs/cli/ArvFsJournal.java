package io.arvfs.cli;

import io.arvfs.cli.journal.Scratch;
import io.arvfs.journal.host.Shutdown;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The program {@code arv-fs-journal}. */
@Command(
    name = "arv-fs-journal",
    description = {
      "Look into what happened to a volume.",
      "TARGET is a mount point or a path in a mount, a volume's directory or a copy of one. Nothing is"
          + " ever written to it."
    },
    mixinStandardHelpOptions = true,
    version = "arv-fs-journal 0.1.0",
    synopsisSubcommandLabel = "VERB",
    footerHeading = "%nExamples:%n",
    footer = {
      "  arv-fs-journal inspect ~/mnt --since 2h",
      "  arv-fs-journal verify ~/mnt",
      "  arv-fs-journal recover /backup/volume --into /data/saved"
    },
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:fine",
      "1:findings",
      "2:usage",
      "3:damaged but recoverable",
      "4:data lost",
      "5:held",
      "6:server unreachable"
    },
    subcommands = {
      InspectCommand.class,
      ShowCommand.class,
      VerifyCommand.class,
      ReplayCommand.class,
      RecoverCommand.class,
      ExportCommand.class,
      HelpCommand.class
    })
public final class ArvFsJournal {

  static final String VERBOSE = "--verbose";

  ArvFsJournal() {}

  /** Runs the program. */
  public static void main(String[] arguments) {
    if (!List.of(arguments).contains(VERBOSE)) {
      // Its findings are its words; what its parts log is for who looks into the program.
      System.setProperty("ARVFS_LOG", "OFF");
      System.setProperty("ARVFS_LOG_OTHERS", "OFF");
    }
    Shutdown.beforeEnd(Scratch::end);
    System.exit(Cli.run(new ArvFsJournal(), arguments));
  }
}
