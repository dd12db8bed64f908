using Microsoft.ML;
using ShortVideo.Data;
using ShortVideo.Features;

namespace ShortVideo;

/// <summary>A log with everything that is fitted before a trainer.</summary>
internal sealed record PreparedLog(KuaiRandLog Log, StateFeatures State, LogData Data, Preparation Preparation)
{
    public static PreparedLog Read(MLContext ml, string folder)
    {
        var log = KuaiRandReader.Read(folder);
        var split = TimeSplit.Of(log.Exposures);
        var state = StateFeatures.Fit(log, split);
        var data = LogData.Create(ml, log, state, split);
        return new(log, state, data, Preparation.Fit(ml, data, log));
    }

    public PolicyStudy Study(MLContext ml, int seed)
        => new(ml, seed, Preparation.Videos.Transform(Data.Catalogue), Data.Parts.Map(Preparation.Rows.Transform), Log.IsRandom);
}
