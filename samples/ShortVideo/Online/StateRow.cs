using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Features;

namespace ShortVideo.Online;

/// <summary>Represents a state as ML.NET sees it. It has no video, because the policy chooses the video.</summary>
internal sealed class StateRow
{
    public float[] Preferences { get; set; } = [];

    public float[] Profile { get; set; } = [];

    public float[] History { get; set; } = [];

    public static StateRow Of(State state) => new() { Preferences = state.Preferences, Profile = state.Profile, History = state.History };

    /// <summary>Creates an engine that ranks videos for raw states.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="pipeline">A pipeline that ends with a policy.</param>
    /// <param name="inputs">The columns of the pipeline's input.</param>
    public static ActionRankingEngine<StateRow> CreateEngine(MLContext ml, ITransformer pipeline, DataViewSchema inputs)
        => ml.Model.CreateActionRankingEngine<StateRow>(pipeline, inputs, DefineColumns(inputs));

    /// <summary>Defines the columns with the sizes of the vectors, which the class does not know.</summary>
    public static SchemaDefinition DefineColumns(DataViewSchema inputs)
    {
        var definition = SchemaDefinition.Create(typeof(StateRow));
        foreach (var column in definition)
            column.ColumnType = inputs[column.ColumnName].Type;
        return definition;
    }
}
