using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>Some rows of a log, whole sessions.</summary>
internal sealed record LogRows(SessionDataset Data, int[] Rows)
{
    /// <summary>The rows in order, in chunks that fit the interpreters.</summary>
    public IEnumerable<int[]> Chunks(int size) => Rows.Chunk(size);
}
