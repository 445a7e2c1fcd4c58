package io.arvfs.cli;

import io.arvfs.fs.History;
import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.log.FlushOptions;
import io.arvfs.mount.MountOptions;
import io.arvfs.mount.MountProcess;
import io.arvfs.mount.fuse.Access;
import io.arvfs.sync.arvados.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code arv-fs mount}. */
@Command(
    name = "mount",
    mixinStandardHelpOptions = true,
    description = {
      "Mount a collection at DIR.",
      "The server and the token come from ARVADOS_API_HOST, ARVADOS_API_TOKEN and"
          + " ARVADOS_API_HOST_INSECURE, or from ~/.config/arvados/settings.conf.",
      "Changes are kept in a journal on this machine and sent on arv-fs sync and at the end."
    },
    footerHeading = "%nExample:%n",
    footer = "  arv-fs mount --collection zzzzz-4zz18-0123456789abcde --read-write ~/mnt",
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:the mount answers; with --foreground: it ended and everything is on the server",
      "1:it could not start",
      "2:usage",
      "75:it ended and work stayed on this machine"
    })
final class MountCommand implements Callable<Integer> {

  private static final String UUID = "[0-9a-z]{5}-4zz18-[0-9a-z]{15}";

  private static final long LEAST_JOURNAL_BYTES = 16L << 20;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "An existing directory.")
  private @Nullable Path directory;

  @Option(
      names = "--collection",
      paramLabel = "UUID",
      required = true,
      description = "The collection to show.")
  private @Nullable String uuid;

  @Option(names = "--read-write", description = "Allow changes.")
  private boolean readWrite;

  @Option(names = "--read-only", description = "Refuse changes (the default).")
  private boolean readOnly;

  @Option(names = "--allow-other", description = "Let other users in.")
  private boolean allowOther;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description = "Where journals are kept, on a local disk (default: /var/lib/arv-fs/UID).")
  private @Nullable Path stateDirectory;

  @Option(
      names = "--journal-size",
      paramLabel = "SIZE",
      converter = ByteCount.class,
      description =
          "What the journal may take of the disk, at least 16M; bytes, or a number with K, M, G or T"
              + " (default: a tenth of the file system, at most 32G).")
  private @Nullable Long journalSize;

  @Option(
      names = "--sync-interval",
      paramLabel = "TIME",
      converter = SyncInterval.class,
      defaultValue = "5s",
      description =
          "How old a change may be that a power cut takes, if no program asked for more: from 100ms"
              + " to 1h (default: ${DEFAULT-VALUE}).")
  private Duration syncInterval = FlushOptions.DEFAULT.syncInterval();

  @Option(
      names = "--history",
      paramLabel = "AGE[,BYTES]",
      description = {
        "How long names, sizes and attributes of the past are kept, as 7d or 36h, and how many bytes"
            + " of files with them, as 7d,1GiB; 0 keeps nothing (default: 7d)."
      })
  private @Nullable String history;

  @Option(
      names = {"--foreground", "-f"},
      description = "Stay in the foreground.")
  private boolean foreground;

  @Override
  public Integer call() throws Exception {
    CommandSpec own = java.util.Objects.requireNonNull(spec);
    String shown = java.util.Objects.requireNonNull(uuid);
    Path mountPoint = java.util.Objects.requireNonNull(directory);
    if (!shown.matches(UUID)) {
      throw new ParameterException(
          own.commandLine(), "--collection " + shown + " is no collection's uuid");
    } else if (readOnly && readWrite) {
      throw new ParameterException(
          own.commandLine(), "--read-only and --read-write exclude each other");
    }
    if (journalSize != null && journalSize < LEAST_JOURNAL_BYTES) {
      throw new ParameterException(
          own.commandLine(), "--journal-size " + journalSize + " is less than 16M");
    }
    History _ = history();
    return foreground
        ? run(options(shown, mountPoint))
        : Background.start(mountPoint, arguments(own), own.commandLine().getErr());
  }

  private static List<String> arguments(CommandSpec own) {
    return own.root().commandLine().getParseResult().originalArgs();
  }

  private MountOptions options(String shown, Path mountPoint) throws IOException {
    Settings settings = Settings.from(System.getenv(), Settings.settingsFile(System.getenv()));
    return new MountOptions(
        settings,
        shown,
        mountPoint,
        readWrite,
        allowOther ? Access.ALL : Access.OWNER,
        Optional.ofNullable(stateDirectory),
        System.getenv(),
        journalSize == null ? OptionalLong.empty() : OptionalLong.of(journalSize),
        syncInterval,
        history());
  }

  private History history() {
    try {
      return history == null ? History.STANDARD : History.parse(history);
    } catch (IllegalArgumentException _) {
      throw new ParameterException(
          java.util.Objects.requireNonNull(spec).commandLine(),
          "--history " + history + " is no age, as 7d, 7d,1GiB or 0");
    }
  }

  private static int run(MountOptions options) throws IOException, InterruptedException {
    return MountProcess.run(options, new RealTasks(), mount -> Background.ready(mount.notices()));
  }
}
