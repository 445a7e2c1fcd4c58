package io.arvfs.minicluster;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is armed to go wrong, and the site settings that can be turned meanwhile.
 *
 * <p>A value is {@code COUNT} or {@code always} for a fault without argument, {@code ARGUMENT} or
 * {@code ARGUMENT*COUNT} for one with; both may end in {@code @MATCH}, a part of the text {@code
 * METHOD /path} that the request must contain. Without a count an argument holds until it is taken
 * away. Each request that is hit uses one up. Thread-safe.
 */
public final class Faults implements Policy {

  private static final long FOREVER = -1;
  private static final long IDLE_SECONDS = 10;

  private record Armed(String argument, long left, String match) {}

  private final String key;
  private final Map<Fault, Armed> armed = new EnumMap<>(Fault.class);

  Faults(String key) {
    this.key = key;
  }

  /**
   * Arms one fault; an empty value or {@code 0} takes it away.
   *
   * @throws IllegalArgumentException for an unknown name or a value of the wrong form
   */
  public synchronized void set(String name, String value) {
    Fault fault =
        Fault.named(name)
            .orElseThrow(() -> new IllegalArgumentException("no fault is named " + name));
    boolean setting = fault.form().isSetting();
    if (value.isEmpty() || (value.equals("0") && !setting)) {
      armed.remove(fault);
    } else {
      armed.put(fault, parse(fault, value));
    }
  }

  private static Armed parse(Fault fault, String value) {
    int at = value.indexOf('@');
    String match = at < 0 ? "" : value.substring(at + 1);
    String rest = at < 0 ? value : value.substring(0, at);
    int star = rest.indexOf('*');
    String head = star < 0 ? rest : rest.substring(0, star);
    String count = star < 0 ? "" : rest.substring(star + 1);
    boolean counted = fault.form() == Fault.Form.COUNT;
    boolean plain = !counted && !fault.form().isSetting();
    if (!fault.form().fits(head)
        || (star >= 0 && (!plain || !Fault.Form.COUNT.fits(count)))
        || (at >= 0 && fault.form().isSetting())) {
      throw new IllegalArgumentException(
          "not a value for " + fault.label() + ": " + value + " (see --fault help)");
    }
    String number = counted ? head : count;
    long left = number.isEmpty() || number.equals("always") ? FOREVER : Long.parseLong(number);
    return new Armed(counted ? "" : head, left, match);
  }

  /**
   * Makes these the whole set: what is not named is taken away, settings go back to their defaults.
   *
   * @throws IllegalArgumentException as {@link #set}; then nothing has changed
   */
  public synchronized void replace(Map<String, String> all) {
    Map<Fault, Armed> before = new EnumMap<>(Fault.class);
    before.putAll(armed);
    armed.clear();
    try {
      all.forEach(this::set);
    } catch (IllegalArgumentException e) {
      armed.clear();
      armed.putAll(before);
      throw e;
    }
  }

  /** What is left, in a form {@link #replace} takes. */
  public synchronized Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>();
    armed.forEach((fault, state) -> all.put(fault.label(), text(fault, state)));
    return all;
  }

  private static String text(Fault fault, Armed state) {
    String count = state.left == FOREVER ? "always" : Long.toString(state.left);
    boolean counted = fault.form() == Fault.Form.COUNT;
    String head = counted ? count : state.argument;
    String tail = counted || state.left == FOREVER ? "" : "*" + count;
    return head + tail + (state.match.isEmpty() ? "" : "@" + state.match);
  }

  /** Uses up one of the fault if this request is hit; the argument, or an empty text. */
  synchronized Optional<String> take(Fault fault, String request) {
    Armed state = armed.get(fault);
    if (state == null || !request.contains(state.match)) {
      return Optional.empty();
    }
    if (state.left == 1) {
      armed.remove(fault);
    } else if (state.left != FOREVER) {
      armed.put(fault, new Armed(state.argument, state.left - 1, state.match));
    }
    return Optional.of(state.argument);
  }

  private synchronized String setting(Fault fault, String otherwise) {
    Armed state = armed.get(fault);
    return state == null ? otherwise : state.argument;
  }

  @Override
  public boolean versioning() {
    return setting(Fault.VERSIONING, "on").equals("on");
  }

  @Override
  public long idleSeconds() {
    return Long.parseLong(setting(Fault.VERSION_IDLE, Long.toString(IDLE_SECONDS)));
  }

  @Override
  public boolean signing() {
    return setting(Fault.SIGNING, "on").equals("on");
  }

  @Override
  public Signer signer() {
    String standard = Long.toString(ClusterSettings.SIGNATURE_TTL.toSeconds());
    return new Signer(
        key, Duration.ofSeconds(Long.parseLong(setting(Fault.SIGNATURE_TTL, standard))));
  }
}
