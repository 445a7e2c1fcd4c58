package io.arvfs.cli;

import io.arvfs.cli.journal.EntryLines;
import io.arvfs.cli.journal.Finding;
import io.arvfs.cli.journal.Progress;
import io.arvfs.cli.journal.VolumeFiles;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.RealTasks;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What every verb of {@code arv-fs-journal} is told. */
final class JournalTarget {

  @Spec(Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "TARGET",
      description = "A mount point or a path in a mount, a volume's directory, or a copy of one.")
  private @Nullable Path target;

  @Option(names = "--quiet", description = "No progress on stderr, on a terminal too.")
  private boolean quiet;

  @Option(
      names = ArvFsJournal.VERBOSE,
      description = "Tell on stderr what the program logs of its work.")
  void verbose(boolean given) {
    // The program looks for the word itself, before anything is loaded that could log.
  }

  VolumeFiles volume() throws IOException {
    return new VolumeFiles(new FileDisk(), io.arvfs.cli.Target.volume(given()), new RealTasks());
  }

  Path given() {
    return Objects.requireNonNull(target);
  }

  PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }

  PrintWriter err() {
    return Objects.requireNonNull(spec).commandLine().getErr();
  }

  Progress progress() {
    return new Progress(err(), !quiet && Terminal.is(Terminal.STDERR), new RealTasks());
  }

  /** Says something that is no result. */
  void say(String line) {
    err().println("arv-fs-journal: " + EntryLines.plain(line));
    err().flush();
  }

  void say(Finding finding) {
    say(addressed(finding).line());
  }

  /** The finding with advice that can be typed as it stands. */
  Finding addressed(Finding finding) {
    return finding.addressedTo(given());
  }

  RefusedException usage(String message) {
    return new RefusedException(
        picocli.CommandLine.ExitCode.USAGE,
        message + "; see " + Objects.requireNonNull(spec).qualifiedName() + " --help");
  }
}
