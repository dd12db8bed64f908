using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.ParquetFiles;

/// <summary>Says how the values of a file become values of a column of a data view.</summary>
internal abstract class ValueForm
{
    /// <summary>Gets the type of the values in the data view.</summary>
    public abstract PrimitiveDataViewType Type { get; }

    /// <summary>Creates the memory of a column for one cursor.</summary>
    public abstract ColumnBuffer CreateBuffer(ColumnPlan plan);
}

/// <inheritdoc/>
/// <typeparam name="TFile">The type of the values that Parquet.Net reads.</typeparam>
/// <typeparam name="TValue">The type of the values in the data view.</typeparam>
internal sealed class ValueForm<TFile, TValue> : ValueForm
    where TFile : struct
    where TValue : struct
{
    private readonly Func<TFile, TValue>? _convert;
    private readonly TValue? _missing;

    /// <param name="type">The type of the values in the data view.</param>
    /// <param name="convert">Converts a value, or fails with an <see cref="OverflowException"/>. Null if the types are the same.</param>
    /// <param name="missing">The value of a null, or null if the type has none.</param>
    public ValueForm(PrimitiveDataViewType type, Func<TFile, TValue>? convert, TValue? missing = null)
    {
        Type = type;
        (_convert, _missing) = (convert, missing);
    }

    public override PrimitiveDataViewType Type { get; }

    public override ColumnBuffer CreateBuffer(ColumnPlan plan)
        => plan.IsList ? new ListBuffer<TFile, TValue>(plan, this) : new ScalarBuffer<TFile, TValue>(plan, this);

    /// <summary>Returns memory for the converted values of a row group, which are the values themselves if no conversion is needed.</summary>
    public TValue[] Target(TFile[] values, TValue[] target, int count)
        => _convert is null ? (TValue[])(object)values : target.Length >= count ? target : new TValue[count];

    /// <summary>Converts the values that are there, and gives those that are null their place.</summary>
    /// <param name="values">The values that are not null, one after the other.</param>
    /// <param name="levels">The definition level of each element, or none if nothing is null.</param>
    /// <param name="full">The level of a value that is not null.</param>
    /// <param name="target">The elements. It may be the memory of <paramref name="values"/>.</param>
    /// <param name="refuse">Creates the error about an element.</param>
    public void Spread(ReadOnlySpan<TFile> values, ReadOnlySpan<int> levels, int full, Span<TValue> target, Func<int, string, Exception> refuse)
    {
        if (levels.IsEmpty || !levels.ContainsAnyExcept(full))
        {
            Convert(values, target, refuse);
            return;
        }
        var next = levels.Count(full);
        // From the end, so that no value is overwritten before it has been moved.
        for (var index = levels.Length - 1; index >= 0; index--)
            target[index] = levels[index] == full ? Convert(values[--next], index, refuse) : _missing ?? throw refuse(FirstNull(levels, full), NullMessage);
    }

    private static int FirstNull(ReadOnlySpan<int> levels, int full) => levels.IndexOfAnyExcept(full);

    private string NullMessage => $"The value is null, and {Type} has no missing value. {Remedy}";

    private string Remedy => Type is NumberDataViewType or BooleanDataViewType
        ? "Read the column as Single or Double, in which a null is NaN (ParquetColumn.Kind, or the type of the property of the row class), or replace nulls "
            + "in the source."
        : "Replace nulls in the source, or leave such rows out there.";

    private void Convert(ReadOnlySpan<TFile> values, Span<TValue> target, Func<int, string, Exception> refuse)
    {
        if (_convert is null)
            return;
        for (var index = 0; index < target.Length; index++)
            target[index] = Convert(values[index], index, refuse);
    }

    private TValue Convert(TFile value, int index, Func<int, string, Exception> refuse)
    {
        if (_convert is null)
            return (TValue)(object)value;
        try
        {
            return _convert(value);
        }
        catch (Exception problem) when (problem is OverflowException or ArgumentOutOfRangeException)
        {
            throw refuse(index, FormattableString.Invariant($"The value {value} does not fit into {Type}."));
        }
    }
}
