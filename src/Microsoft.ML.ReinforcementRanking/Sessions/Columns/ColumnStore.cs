namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Represents the place of everything that a fit keeps for each row of a log: memory, or files.</summary>
internal abstract class ColumnStore
{
    /// <summary>Gets the store of columns in memory.</summary>
    public static ColumnStore Memory { get; } = new InMemory();

    /// <summary>Gets the number of bytes of the log's files, or 0 in memory.</summary>
    public virtual long ByteCount => 0;

    /// <summary>Returns a builder of a column of the log.</summary>
    /// <param name="name">The name of the column, which no other column of the log has.</param>
    public abstract ColumnBuilder<T> NewBuilder<T>(string name)
        where T : unmanaged;

    /// <summary>Returns a place for the rows of a table of the log.</summary>
    /// <param name="name">The name of the table, which no other column of the log has.</param>
    public abstract FeatureBlocks NewBlocks(string name);

    /// <summary>Returns a column of zeros for values that a fit computes.</summary>
    public abstract Column<T> NewColumn<T>(int length)
        where T : unmanaged;

    private sealed class InMemory : ColumnStore
    {
        public override ColumnBuilder<T> NewBuilder<T>(string name) => new ChunkedColumn<T>();

        public override FeatureBlocks NewBlocks(string name) => new FeatureBlocks.InMemory();

        public override Column<T> NewColumn<T>(int length) => new T[length];
    }
}
