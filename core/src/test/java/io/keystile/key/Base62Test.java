package io.keystile.key;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class Base62Test {
    @Test
    void onlyAsciiLettersAndDigitsAreBase62Digits() {
        for (char value = 0; value < Character.MAX_VALUE; value++) {
            String text = "0z" + value + "A9";
            boolean digit = value < 128 && Character.isLetterOrDigit(value);

            assertThat(Base62.areDigits(text, 0, 5)).as("%d", (int) value).isEqualTo(digit);
            assertThat(Base62.areDigits(text, 0, 2)).isTrue();
            assertThat(Base62.areDigits(text, 3, 5)).isTrue();
        }
    }

    @Property
    void readReversesWrite(@ForAll @LongRange(min = 0, max = 839_299_365_868_340_223L) long value) {
        byte[] text = new byte[12];
        Base62.write(value, text, 1, 11);

        assertThat(Base62.read(text, 1, 11)).isEqualTo(value);
    }
}
