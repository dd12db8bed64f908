namespace Microsoft.ML.ReinforcementRanking.Benchmarks.NewVideos;

/// <summary>Specifies which videos are new.</summary>
internal enum NewVideoKind
{
    /// <summary>The videos that the log shows first in its last fifth.</summary>
    FirstShownInTheLastFifth,

    /// <summary>A random fifth of all videos, whose rows are not in the training and validation rows.</summary>
    RandomFifth,
}
