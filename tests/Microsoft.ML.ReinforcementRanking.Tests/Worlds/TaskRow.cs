using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>Represents a row of a world of two tasks, with the law that drew its labels.</summary>
internal sealed class TaskRow
{
    public static readonly string[] Tasks = [nameof(Click), nameof(Purchase)];

    public float[] Features { get; set; } = [];

    public bool Click { get; set; }

    public bool Purchase { get; set; }

    /// <summary>P(Click), which is hidden from trainers.</summary>
    public double ClickLaw { get; set; }

    /// <summary>P(Purchase), which is hidden from trainers.</summary>
    public double PurchaseLaw { get; set; }

    public int GroupId { get; set; }

    /// <summary>The inverse of the length of the session, which is the weight that makes a mean over rows a mean over sessions.</summary>
    public float SessionShare { get; set; }

    public bool LabelOf(string task) => task == nameof(Click) ? Click : Purchase;

    public double LawOf(string task) => task == nameof(Click) ? ClickLaw : PurchaseLaw;

    public static IDataView View(IReadOnlyList<TaskRow> rows)
    {
        var schema = SchemaDefinition.Create(typeof(TaskRow));
        schema[nameof(Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Features.Length);
        return new MLContext(1).Data.LoadFromEnumerable(rows, schema);
    }
}
