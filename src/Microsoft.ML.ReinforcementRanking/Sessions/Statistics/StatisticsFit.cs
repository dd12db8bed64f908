using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking.Files;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Contains what a transform of response statistics has fitted.</summary>
/// <param name="Layout">What the statistics consist of.</param>
/// <param name="TimeStep">The unit of the times.</param>
/// <param name="State">The statistics at the end of the training rows.</param>
internal sealed record StatisticsFit(StatisticsLayout Layout, TimestampStep TimeStep, StatisticsState State)
{
    public VectorDataViewType OutputType => new(NumberDataViewType.Single, Layout.Width);

    /// <summary>Returns the names of the slots.</summary>
    public DataViewSchema.Annotations Annotations()
    {
        var names = Layout.SlotNames();
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddSlotNames(names.Length, (ref VBuffer<ReadOnlyMemory<char>> value) => value = new(names.Length, [.. names.Select(name => name.AsMemory())]));
        return builder.ToAnnotations();
    }

    public static ValueGetter<VBuffer<float>> Getter(Func<float[]> read) => (ref VBuffer<float> value) =>
    {
        var features = read();
        var editor = VBufferEditor.Create(ref value, features.Length);
        features.CopyTo(editor.Values);
        value = editor.Commit();
    };

    public static StatisticsFit Read(ModelReader reader)
    {
        var layout = StatisticsLayout.Read(reader);
        var unit = (TimestampUnit)reader.ReadInt32();
        return new(layout, TimestampStep.Numbers.FirstOrDefault(step => step.Unit == unit) ?? TimestampStep.Date, StatisticsState.Read(reader, layout));
    }

    public void Write(BinaryWriter writer)
    {
        Layout.Write(writer);
        writer.Write((int)TimeStep.Unit);
        State.Write(writer);
    }
}
