package io.arvfs.journal.codec;

import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.event.VolumeEvent.RangeMove;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Events of every kind, made from their components, so that a new kind needs nothing here. */
final class RandomEvents {

  private static final String[] TEXTS = {"", "a", "d41d8cd98f00b204e9800998ecf8427e+0", "ä/😀 b\n"};

  private final Random random;

  RandomEvents(Random random) {
    this.random = random;
  }

  /** Every kind there is: the records at the leaves of the sealed hierarchy. */
  static List<Class<?>> kinds() {
    return leaves(Event.class).toList();
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    Class<?>[] permitted = type.getPermittedSubclasses();
    return permitted == null
        ? Stream.of(type)
        : Arrays.stream(permitted).flatMap(RandomEvents::leaves);
  }

  List<Event> entry() {
    List<Class<?>> kinds = kinds();
    return IntStream.range(0, random.nextInt(5))
        .mapToObj(_ -> event(kinds.get(random.nextInt(kinds.size()))))
        .toList();
  }

  Event event(Class<?> kind) {
    return (Event) record(kind);
  }

  private Object record(Class<?> type) {
    RecordComponent[] parts = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(parts).map(RecordComponent::getType).toArray(length -> new Class<?>[length]);
    Object[] values =
        Arrays.stream(parts).map(RecordComponent::getGenericType).map(this::value).toArray();
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " of " + Arrays.toString(values), e);
    }
  }

  private Object value(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type element = generic.getActualTypeArguments()[0];
      return generic.getRawType().equals(List.class) ? list(element) : optional(element);
    }
    Class<?> plain = (Class<?>) type;
    if (plain == int.class) {
      return (int) Math.min(Integer.MAX_VALUE, number());
    } else if (plain == long.class) {
      return number();
    } else if (plain == String.class) {
      return TEXTS[random.nextInt(TEXTS.length)];
    } else {
      return ofVocabulary(plain);
    }
  }

  private Object ofVocabulary(Class<?> type) {
    if (type == Ino.class) {
      return new Ino(number());
    } else if (type == Position.class) {
      return new Position(number() - 1);
    } else if (type == Name.class) {
      return name();
    } else if (type == Instant.class) {
      long seconds = random.nextBoolean() ? number() % 100_000_000_000L : -number() % 1_000_000;
      return Instant.ofEpochSecond(seconds, random.nextInt(1_000_000_000));
    } else if (type == Attributes.class) {
      return new Attributes(
          random.nextInt(Attributes.MODE_BITS + 1), random.nextInt(), random.nextInt());
    } else if (type == BlockId.class) {
      return new BlockId(HexFormat.of().formatHex(bytes(16)), random.nextInt(BlockId.MAX_SIZE + 1));
    } else if (type == SegmentRange.class) {
      int length = 1 + random.nextInt(1 << 20);
      return new SegmentRange(1 + random.nextInt(1000), number(), length, random.nextInt());
    } else if (type == RangeMove.class) {
      SegmentRange from = (SegmentRange) ofVocabulary(SegmentRange.class);
      return new RangeMove(from, from.segment() + 1 + random.nextInt(1000), number());
    }
    return record(type);
  }

  private Name name() {
    byte[] bytes = bytes(1 + random.nextInt(Name.MAX_LENGTH));
    return Name.isName(bytes) ? new Name(bytes) : new Name("x".repeat(bytes.length));
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** From 1 to 2^62, small ones as often as large ones. */
  private long number() {
    return 1 + (random.nextLong() >>> (2 + random.nextInt(62)));
  }

  private List<Object> list(Type element) {
    List<Object> values = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      values.add(value(element));
    }
    return values;
  }

  private Optional<Object> optional(Type element) {
    return random.nextBoolean() ? Optional.of(value(element)) : Optional.empty();
  }
}
