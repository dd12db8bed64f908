using Microsoft.ML;
using ShortVideo.Data;
using ShortVideo.Features;

namespace ShortVideo;

/// <summary>Represents a log with everything that is fitted before a trainer.</summary>
internal sealed record PreparedLog(KuaiRandLog Log, StateFeatures State, LogData Data, Preparation Preparation)
{
    /// <param name="ml">The context.</param>
    /// <param name="folder">The folder of the log.</param>
    /// <param name="share">The share of the log to use, from its first exposure on, in (0, 1].</param>
    public static PreparedLog Read(MLContext ml, string folder, double share = 1)
    {
        var log = KuaiRandReader.Read(folder).First(share);
        var split = TimeSplit.Of(log.Exposures);
        var state = StateFeatures.Fit(log, split);
        var data = LogData.Create(ml, log, state, split);
        return new(log, state, data, Preparation.Fit(ml, data, log));
    }

    public PolicyStudy Study(MLContext ml, int seed)
        => new(ml, seed, Preparation.Videos.Transform(Data.Catalog), Data.Parts.Map(Preparation.Rows.Transform), Log.IsRandom);
}
