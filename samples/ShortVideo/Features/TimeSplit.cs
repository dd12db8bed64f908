using ShortVideo.Data;

namespace ShortVideo.Features;

/// <summary>
/// Splits a log by time: 60 % of the exposures are for training, 20 % for validation, and 20 % for the test. Exposures of the same time are in the same
/// part.
/// </summary>
/// <param name="ValidationStart">The first time of the validation part.</param>
/// <param name="TestStart">The first time of the test part.</param>
internal sealed record TimeSplit(long ValidationStart, long TestStart)
{
    private const double TrainingShare = 0.6;
    private const double TestShare = 0.2;

    public static TimeSplit Of(IReadOnlyList<Exposure> exposures)
    {
        long[] times = [.. exposures.Select(exposure => exposure.Time).Order()];
        var split = new TimeSplit(times[(int)(times.Length * TrainingShare)], times[(int)(times.Length * (1 - TestShare))]);
        return times[0] < split.ValidationStart && split.ValidationStart < split.TestStart
            ? split
            : throw new InvalidDataException(
                $"The log's {times.Length} exposures cannot be split by time into training, validation, and test, because too many have the same time.");
    }

    public bool IsTraining(long time) => time < ValidationStart;

    public bool IsValidation(long time) => time >= ValidationStart && time < TestStart;

    public bool IsTest(long time) => time >= TestStart;
}
