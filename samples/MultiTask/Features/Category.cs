using Microsoft.ML;
using Microsoft.ML.Data;
using ShortVideo.Features;

namespace MultiTask.Features;

/// <summary>Represents a column with one or several texts per row, which is mapped to keys.</summary>
/// <param name="ColumnName">The name of the column.</param>
/// <param name="MinimumCount">
/// The smallest number of training rows of a value. Rarer values have the key 0 (unknown), because they have too few rows to learn from, and because new
/// values will be unknown too.
/// </param>
internal sealed record Category(string ColumnName, int MinimumCount)
{
    /// <summary>Creates a step that maps the frequent values to keys in place, or null if no value is frequent.</summary>
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
