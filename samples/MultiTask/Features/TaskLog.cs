using Microsoft.ML;
using Microsoft.ML.Data;
using MultiTask.Data;
using ShortVideo.Data;
using ShortVideo.Features;

namespace MultiTask.Features;

/// <summary>
/// A log as a multi-task trainer wants it. Its rows have <c>UserId</c>, <c>Time</c>, <c>GroupId</c> (the session), <c>Features</c>, and the columns named here.
/// </summary>
/// <param name="Name">What it is a log of.</param>
/// <param name="TaskColumnNames">Boolean columns, the more frequent first; a later one is only ever true where the first is.</param>
/// <param name="CategoricalColumnNames">Keys or vectors of keys; 0 is unknown.</param>
/// <param name="Parts">The first 60 % of the rows in time, the next 20 %, the last 20 %. Rows of equal time are in the same part.</param>
internal sealed record TaskLog(string Name, IReadOnlyList<string> TaskColumnNames, IReadOnlyList<string> CategoricalColumnNames, LogParts Parts)
{
    public const string FeatureColumnName = "Features";

    private const double TestShare = 0.2;
    private const double ValidationShare = 0.2;

    /// <summary>Reads RetailRocket's or KuaiRand's files, whichever the folder holds.</summary>
    /// <exception cref="InvalidDataException">There are neither, or they cannot be read; the message says where and what to do.</exception>
    public static TaskLog Read(MLContext ml, string folder)
    {
        if (File.Exists(Path.Combine(folder, RetailRocketReader.FileName)))
            return ShopLog.Create(ml, RetailRocketReader.Read(folder));
        return !Directory.Exists(folder) || Directory.EnumerateFiles(folder, "log_*.csv").Any()
            ? VideoLog.Create(ml, KuaiRandReader.Read(folder))
            : throw new InvalidDataException(
                $"The folder '{folder}' has neither {RetailRocketReader.FileName} (RetailRocket) nor log_*.csv (KuaiRand). Give a folder with either.");
    }

    /// <summary>Splits rows in time and prepares them: keys and means are those of the training part alone.</summary>
    public static TaskLog Create<TRow>(MLContext ml, string name, TRow[] rows, IReadOnlyList<string> tasks, IReadOnlyList<Category> categories)
        where TRow : TaskRow
    {
        var parts = Split(ml, View(ml, rows));
        IEstimator<ITransformer> pipeline = ml.Transforms.NormalizeMeanVariance(FeatureColumnName, nameof(TaskRow.Numbers), fixZero: false);
        List<string> categoricalColumns = [];
        foreach (var category in categories)
        {
            if (category.Frequent(ml, parts.Training) is not { } toKey)
                continue;
            pipeline = pipeline.Append(toKey);
            categoricalColumns.Add(category.ColumnName);
        }
        return new(name, tasks, categoricalColumns, parts.Map(pipeline.Fit(parts.Training).Transform));
    }

    private static LogParts Split(MLContext ml, IDataView rows)
    {
        var (earlier, test) = Split(ml, rows, TestShare);
        var (training, validation) = Split(ml, earlier, ValidationShare / (1 - TestShare));
        return new(training, validation, test);
    }

    private static (IDataView Earlier, IDataView Later) Split(MLContext ml, IDataView rows, double laterShare)
    {
        var split = ml.Data.TrainTestSplitByTime(rows, nameof(TaskRow.Time), laterShare);
        return (split.TrainSet, split.TestSet);
    }

    /// <summary>ML.NET wants to know the width of a vector and the number of keys before it reads the first row.</summary>
    private static IDataView View<TRow>(MLContext ml, TRow[] rows)
        where TRow : TaskRow
    {
        var schema = SchemaDefinition.Create(typeof(TRow));
        schema[nameof(TaskRow.Numbers)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Numbers.Length);
        schema[nameof(TaskRow.GroupId)].ColumnType = new KeyDataViewType(typeof(uint), rows.Max(row => row.GroupId) + 1);
        return ml.Data.LoadFromEnumerable(rows, schema);
    }
}
