namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Collects the values of a column whose length is not known.</summary>
internal abstract class ColumnBuilder<T>
    where T : unmanaged
{
    /// <summary>Gets the number of values so far.</summary>
    public abstract int Count { get; }

    public abstract void Add(T value);

    /// <summary>Returns the column of all values. The builder must not be used afterwards.</summary>
    public abstract Column<T> MoveToColumn();
}
