using Microsoft.ML;
using Microsoft.ML.Data;
using MultiTask.Data;
using ShortVideo.Data;
using ShortVideo.Features;

namespace MultiTask.Features;

/// <summary>
/// Represents a log for multi-task trainers. Its rows have <c>UserId</c>, <c>Time</c>, <c>GroupId</c> (the session), <c>Features</c>, and the task and
/// categorical columns.
/// </summary>
/// <param name="Name">The name of the data set.</param>
/// <param name="TaskColumnNames">The Boolean columns of the tasks, the most frequent first. A later task is true only if the first one is.</param>
/// <param name="CategoricalColumnNames">The columns with keys or vectors of keys. The key 0 is unknown.</param>
/// <param name="Parts">The first 60 % of the rows in time, the next 20 %, and the last 20 %. Rows of the same time are in the same part.</param>
internal sealed record TaskLog(string Name, IReadOnlyList<string> TaskColumnNames, IReadOnlyList<string> CategoricalColumnNames, LogParts Parts)
{
    public const string FeatureColumnName = "Features";

    private const double TestShare = 0.2;
    private const double ValidationShare = 0.2;

    /// <summary>Reads the files of RetailRocket or KuaiRand, depending on the folder.</summary>
    /// <exception cref="InvalidDataException">The folder has neither, or the files cannot be read. The message says where, and what to do.</exception>
    public static TaskLog Read(MLContext ml, string folder)
    {
        if (File.Exists(Path.Combine(folder, RetailRocketReader.FileName)))
            return ShopLog.Create(ml, RetailRocketReader.Read(folder));
        return !Directory.Exists(folder) || Directory.EnumerateFiles(folder, "log_*.csv").Any()
            ? VideoLog.Create(ml, KuaiRandReader.Read(folder))
            : throw new InvalidDataException(
                $"The folder '{folder}' has neither {RetailRocketReader.FileName} (RetailRocket) nor log_*.csv (KuaiRand). Specify a folder with one of them.");
    }

    /// <summary>Splits rows by time and prepares them. Keys and means are computed from the training part alone.</summary>
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

    /// <summary>Creates a data view. ML.NET needs the size of a vector and the number of keys before it reads the first row.</summary>
    private static IDataView View<TRow>(MLContext ml, TRow[] rows)
        where TRow : TaskRow
    {
        var schema = SchemaDefinition.Create(typeof(TRow));
        schema[nameof(TaskRow.Numbers)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Numbers.Length);
        schema[nameof(TaskRow.GroupId)].ColumnType = new KeyDataViewType(typeof(uint), rows.Max(row => row.GroupId) + 1);
        return ml.Data.LoadFromEnumerable(rows, schema);
    }
}
