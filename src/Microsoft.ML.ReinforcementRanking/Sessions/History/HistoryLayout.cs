using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Represents what the history features of a session consist of. It is an annotation of the column of these features, so that a model file, which has the
/// schema of its input, tells how to compute them for the next row.
/// </summary>
/// <param name="GapTicks">The longest pause within a session, in ticks of 100 ns.</param>
/// <param name="ResponseNames">The names of the responses.</param>
/// <param name="HistoryLength">The number of last actions.</param>
/// <param name="AttributeName">The name of the attribute of actions, or null.</param>
/// <param name="AttributeValues">The values of the attribute, in the order of their keys. There are none without an attribute.</param>
internal sealed record HistoryLayout(
    long GapTicks, IReadOnlyList<string> ResponseNames, int HistoryLength, string? AttributeName, IReadOnlyList<string> AttributeValues)
{
    public const string HistoryColumnName = "History";
    public const string LastActionsColumnName = "LastActions";

    private const string AnnotationName = "SessionHistory";

    /// <summary>The slots that do not depend on responses: the number of earlier rows, and the time since the last one.</summary>
    private const int SlotsOfTime = 2;

    /// <summary>Gets the number of features.</summary>
    [JsonIgnore]
    public int Width => SlotsOfTime + SlotsOfValue(AttributeValues.Count);

    // Each response has a mean and a count.
    private int SlotsOfResponses => 2 * ResponseNames.Count;

    /// <summary>Returns the first slot of an attribute value, counted after those of time. It holds the number of rows with the value.</summary>
    public int SlotsOfValue(int value) => SlotsOfResponses + value * (1 + SlotsOfResponses);

    /// <summary>Returns the features after those of time.</summary>
    public static Span<float> AfterTime(Span<float> features) => features[SlotsOfTime..];

    public string[] SlotNames()
    {
        IEnumerable<string> Responses(string prefix) => ResponseNames.SelectMany(name => new[] { $"{prefix}{name}.Mean", $"{prefix}{name}.Count" });
        return
        [
            "Step", "SecondsSinceLastStep", .. Responses(""),
            .. AttributeValues.SelectMany(value => Responses($"{AttributeName}={value}.").Prepend($"{AttributeName}={value}.Step")),
        ];
    }

    /// <summary>Returns the names of the slots, and this layout.</summary>
    public DataViewSchema.Annotations ToAnnotations()
    {
        var (names, layout) = (SlotNames(), JsonSerializer.Serialize(this).AsMemory());
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddSlotNames(names.Length, (ref VBuffer<ReadOnlyMemory<char>> value) => value = new(names.Length, [.. names.Select(name => name.AsMemory())]));
        builder.Add<ReadOnlyMemory<char>>(AnnotationName, TextDataViewType.Instance, (ref ReadOnlyMemory<char> value) => value = layout);
        return builder.ToAnnotations();
    }

    /// <summary>Returns the layout of the last column of a schema that has one, or null.</summary>
    public static HistoryLayout? Find(DataViewSchema schema)
    {
        var column = schema.LastOrDefault(column => column.Annotations.Schema.GetColumnOrNull(AnnotationName) is not null);
        if (column.Annotations is null)
            return null;
        ReadOnlyMemory<char> text = default;
        column.Annotations.GetValue(AnnotationName, ref text);
        return JsonSerializer.Deserialize<HistoryLayout>(text.Span);
    }
}
