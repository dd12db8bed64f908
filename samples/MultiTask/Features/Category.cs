using Microsoft.ML;
using Microsoft.ML.Data;
using ShortVideo.Features;

namespace MultiTask.Features;

/// <summary>A column of text, or of several texts a row, that is to become a key.</summary>
/// <param name="ColumnName">The column.</param>
/// <param name="MinimumCount">A value of fewer training rows is unknown (key 0): too few to learn anything from, and what new values will be.</param>
internal sealed record Category(string ColumnName, int MinimumCount)
{
    /// <summary>Maps the frequent values to keys, in place; null where no value is frequent.</summary>
    public IEstimator<ITransformer>? Frequent(MLContext ml, IDataView training)
    {
        var values = Vocabulary.Of(Read(training), MinimumCount).Values;
        var keys = ml.Data.LoadFromEnumerable(values.Select(value => new { Value = value }));
        return values.Count > 0 ? ml.Transforms.Conversion.MapValueToKey(ColumnName, keyData: keys) : null;
    }

    private IEnumerable<string?> Read(IDataView rows) => rows.Schema[ColumnName].Type is VectorDataViewType
        ? rows.GetColumn<string[]>(ColumnName).SelectMany(values => values)
        : rows.GetColumn<string>(ColumnName);
}
