namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Keeps the finished blocks of a table.</summary>
internal abstract class FeatureBlocks
{
    /// <summary>Adds a block with all values of its rows.</summary>
    public abstract void AddDense(float[] values);

    /// <summary>Adds a block of compressed sparse rows.</summary>
    public abstract void AddSparse(int[] starts, int[] slots, float[] values);

    /// <summary>Returns all blocks. Nothing can be added afterwards.</summary>
    public abstract FeatureBlock[] MoveToArray();

    public sealed class InMemory : FeatureBlocks
    {
        private readonly List<FeatureBlock> _blocks = [];

        public override void AddDense(float[] values) => _blocks.Add(new FeatureBlock.Dense(values));

        public override void AddSparse(int[] starts, int[] slots, float[] values) => _blocks.Add(new FeatureBlock.Sparse(starts, slots, values));

        public override FeatureBlock[] MoveToArray() => [.. _blocks];
    }
}
