using Microsoft.ML;
using ShortVideo.Data;
using ShortVideo.Features;

namespace ShortVideo;

/// <summary>Represents a log with everything that is fitted before a trainer.</summary>
/// <param name="Log">The log.</param>
/// <param name="State">Computes the state of a user.</param>
/// <param name="Data">The log with features.</param>
/// <param name="Preparation">The steps of the pipeline before the trainer.</param>
internal sealed record PreparedLog(KuaiRandLog Log, StateFeatures State, LogData Data, ITransformer Preparation)
{
    /// <summary>The column of the videos that could have been chosen in a row, or null if every video could.</summary>
    public string? EligibleColumnName => Log.HasCandidates ? nameof(LogRow.Candidates) : null;

    /// <param name="ml">The context.</param>
    /// <param name="folder">The folder of the log.</param>
    /// <param name="share">The share of the log to use, from its first exposure on, in (0, 1].</param>
    public static PreparedLog Read(MLContext ml, string folder, double share = 1)
    {
        var log = KuaiRandReader.Read(folder).First(share);
        var split = TimeSplit.Of(log.Exposures);
        var state = StateFeatures.Fit(log, split);
        var data = LogData.Create(ml, log, state, split);
        return new(log, state, data, Features.Preparation.Fit(ml, data.Parts.Training));
    }

    /// <summary>Gets the prepared rows of each part.</summary>
    public LogParts Parts => Data.Parts.Map(Preparation.Transform);

    public PolicyStudy Study(MLContext ml, int seed) => new(ml, seed, this);
}
