package io.arvfs.cli;

import io.arvfs.cli.journal.Salvage;
import io.arvfs.cli.journal.VolumeFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code arv-fs-journal recover}. */
@Command(
    name = "recover",
    mixinStandardHelpOptions = true,
    description = {
      "Save what can be read of a volume into a new one; the old one is not touched. Every entry up"
          + " to the first damage is taken, or what a checkpoint or the index knows if that is more;"
          + " writes of bytes that are missing or wrong are left out."
          + " Files that lost bytes or their place are put into NEWDIR/lost+found as plain files.",
      "NEWDIR can then be moved to where the old volume was, and mounted. If the log lacks its"
          + " beginning and nothing tells what was before, lost+found is all that can be made.",
      "If it cannot be done to the end, nothing is left in NEWDIR."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  arv-fs-journal recover ~/mnt --into /data/saved --dry-run",
      "  arv-fs-journal recover /backup/volume --into /data/saved --skip 4711"
    },
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:nothing was lost",
      "1:not done; nothing is left in NEWDIR",
      "2:usage",
      "3:what was lost was never promised",
      "4:something durable was lost",
      "5:a mount holds the journal"
    })
final class RecoverCommand implements Callable<Integer> {

  private static final int HELD = 5;

  @Mixin private final JournalTarget target = new JournalTarget();
  @Mixin private final WriteOptions write = new WriteOptions();

  @Option(
      names = "--into",
      paramLabel = "NEWDIR",
      required = true,
      description = "The new volume's directory, which is new or empty.")
  private @Nullable Path into;

  @Option(
      names = "--skip",
      paramLabel = "POSITION",
      split = ",",
      description =
          "Go past this damaged entry, and take those behind it that still fit; what does not is"
              + " listed. May be given several times. One that is not damaged is refused.")
  private List<Long> skips = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    VolumeFiles volume = target.volume();
    Path to = Objects.requireNonNull(into);
    if (WriteOptions.isFull(to)) {
      throw new RefusedException(
          ExitCode.USAGE, "--into " + to + " is not empty; name a directory that is new or empty");
    } else if (volume.isHeld()) {
      throw new RefusedException(
          HELD,
          "a mount holds the journal in %s; end it first: arv-fs unmount %s"
              .formatted(volume.path(), new Mounts().of(volume.path()).orElse("DIR")));
    }
    write.requireConsent(target, volume.path(), to);
    Salvage.Result result = salvage(volume, to);
    result.lost().stream()
        .map(finding -> target.addressed(finding).line())
        .forEach(line -> target.out().println("lost: " + line));
    if (result.more() > 0) {
      target.out().println("lost: and " + result.more() + " more");
    }
    result.saved().forEach(target.out()::println);
    if (result.isAnything()) {
      target.out().println((write.dryRun() ? "would be saved in " : "saved in ") + to);
    }
    target.out().flush();
    return result.status();
  }

  private Salvage.Result salvage(VolumeFiles volume, Path to) throws IOException {
    try {
      return new Salvage(volume, Set.copyOf(skips), write.dryRun(), target.progress()).into(to);
    } catch (Salvage.NotDamagedException e) {
      throw new RefusedException(ExitCode.USAGE, Objects.requireNonNull(e.getMessage()));
    }
  }
}
