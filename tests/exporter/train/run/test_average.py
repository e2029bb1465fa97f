from __future__ import annotations

import numpy as np

from exporter.train.run.average import mean


def test_the_mean_of_weights_is_taken_in_float32() -> None:
    # Their sum is more than float16 holds.
    large = np.array([40_000.0, 1.0], np.float16)
    small = np.array([30_000.0, 2.0], np.float16)
    ids = np.array([3, 4], np.int32)
    made = mean([{"kernel": large, "ids": ids}, {"kernel": small, "ids": ids}])
    np.testing.assert_array_equal(made["kernel"], [np.float32(35_000), 1.5])
    np.testing.assert_array_equal(made["ids"], ids)
    assert made["ids"].dtype == np.int32
