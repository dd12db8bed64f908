namespace BatchScoring;

/// <summary>Says how far a shard is.</summary>
/// <param name="Shard">The file name of the shard.</param>
/// <param name="Number">Its number among those of this process, from 1.</param>
/// <param name="Shards">The number of shards of this process.</param>
/// <param name="Rows">The number of rows that were scored so far.</param>
/// <param name="Elapsed">The time since the shard was begun.</param>
/// <param name="State">What happened.</param>
internal sealed record ShardProgress(string Shard, int Number, int Shards, long Rows, TimeSpan Elapsed, ShardState State);

/// <summary>Says what happened to a shard.</summary>
internal enum ShardState
{
    /// <summary>A row group was written.</summary>
    Going,

    /// <summary>The file is complete.</summary>
    Scored,

    /// <summary>An earlier run has scored the shard.</summary>
    ScoredBefore,
}
