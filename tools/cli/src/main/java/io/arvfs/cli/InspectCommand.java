package io.arvfs.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.arvfs.journal.JournalReader;
import io.arvfs.journal.event.Entry;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.TreeEvent.InodeDied;
import io.arvfs.journal.event.TreeEvent.Unlinked;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.log.Damage;
import io.arvfs.journal.log.LogScan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

/** {@code arv-fs-journal inspect}. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = "List the entries of a journal, oldest first.",
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:every entry was read",
      "2:usage",
      "3:damaged where nothing was promised",
      "4:something durable cannot be read"
    })
final class InspectCommand implements Callable<Integer> {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "TARGET", description = "A mount point or a volume's directory.")
  private @Nullable Path target;

  @Option(names = "--json", description = "One object a line: position, time, kind, events.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Path volume = Target.volume(Objects.requireNonNull(target));
    LogScan scan =
        new JournalReader(new FileDisk(), volume)
            .scan(
                (entry, _) -> {
                  if (json) {
                    out.println(JSON.writeValueAsString(fields(entry)));
                  } else {
                    print(entry, out);
                  }
                });
    out.flush();
    return damage(scan);
  }

  private int damage(LogScan scan) {
    Optional<Damage> damage = scan.damage();
    if (damage.isEmpty()) {
      return 0;
    }
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    err.printf(
        "arv-fs-journal: the entry %s cannot be read: %s, offset %d; %d later ones can%n",
        damage.get().position(),
        damage.get().file(),
        damage.get().offset(),
        damage.get().validFramesBehind());
    err.flush();
    return damage.get().durable() ? Target.LOST : Target.DAMAGED;
  }

  /** What an entry is about: a rename that removes what was in its way is a rename. */
  private static String kind(Entry entry) {
    List<Event> events = entry.events();
    if (events.isEmpty()) {
      return "Mark";
    }
    return events.stream()
        .filter(e -> !(e instanceof InodeDied || e instanceof Unlinked))
        .findFirst()
        .or(() -> Optional.of(events.getFirst()))
        .map(EventFields::kind)
        .orElseThrow();
  }

  private static Map<String, Object> fields(Entry entry) {
    List<Map<String, Object>> events = new ArrayList<>();
    for (Event event : entry.events()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("kind", EventFields.kind(event));
      fields.putAll(EventFields.of((Record) event));
      events.add(fields);
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("position", entry.position().value());
    line.put("time", entry.time().toString());
    line.put("kind", kind(entry));
    line.put("events", events);
    return line;
  }

  private static void print(Entry entry, PrintWriter out) {
    if (entry.events().isEmpty()) {
      out.printf("%d  %s  Mark%n", entry.position().value(), entry.time());
    }
    for (Event event : entry.events()) {
      StringBuilder line = new StringBuilder();
      EventFields.of((Record) event)
          .forEach(
              (name, value) -> line.append(' ').append(name).append('=').append(quoted(value)));
      out.printf(
          "%d  %s  %s%s%n", entry.position().value(), entry.time(), EventFields.kind(event), line);
    }
  }

  private static String quoted(Object value) {
    String text = value.toString();
    boolean plain = text.chars().noneMatch(c -> c <= ' ' || c == '"' || c == 0x7f);
    return plain || !(value instanceof String)
        ? text
        : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }
}
