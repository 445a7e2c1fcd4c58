package io.arvfs.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.arvfs.cli.journal.EntryLines;
import io.arvfs.cli.journal.EntryPortrait;
import io.arvfs.cli.journal.Finding;
import io.arvfs.cli.journal.Redaction;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code arv-fs-journal show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description =
        "Everything about one entry: its frame on the disk, its events in full, and the paths of the"
            + " inodes it names, before and after it.",
    footerHeading = "%nExample:%n",
    footer = "  arv-fs-journal show ~/mnt 42",
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:shown",
      "1:the entry is of a newer arv-fs",
      "2:usage; or there is no such entry",
      "3:it cannot be read and was never promised",
      "4:it cannot be read although it was durable"
    })
final class ShowCommand implements Callable<Integer> {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Mixin private final JournalTarget target = new JournalTarget();

  @Parameters(index = "1", paramLabel = "POSITION", description = "The entry's position.")
  private long position;

  @Option(names = "--json", description = "One object.")
  private boolean json;

  @Option(
      names = "--show-secrets",
      description = "Show tokens and signatures of locators, which are left out otherwise.")
  private boolean secrets;

  @Override
  public Integer call() throws IOException {
    EntryLines lines = new EntryLines(new Redaction(secrets));
    EntryPortrait portrait = EntryPortrait.of(target.volume(), position, lines, target.progress());
    Optional<Finding> finding = portrait.finding();
    if (finding.isPresent()) {
      target.say(finding.get());
      return finding.get().severity().status();
    } else if (portrait.fields().isEmpty()) {
      throw target.usage(
          "there is no entry %d; the journal has %s to %s"
              .formatted(position, portrait.first(), portrait.last()));
    }
    if (json) {
      target.out().println(EntryLines.json(JSON.writeValueAsString(portrait.fields())));
    } else {
      portrait.lines().forEach(target.out()::println);
    }
    target.out().flush();
    return 0;
  }
}
