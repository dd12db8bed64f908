using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Features;
using ShortVideo.Policies;

namespace ShortVideo.Online;

/// <summary>Represents one of the policies that are compared online.</summary>
/// <param name="Name">The name in reports.</param>
/// <param name="Distribution">
/// The probability of each video of the catalog in a raw state. The index of a video is its <c>Action</c> key minus 1. The video that is shown is drawn from
/// these probabilities, which are also those of the off-policy evaluation. Several threads may call this function at the same time.
/// </param>
internal sealed record Arm(string Name, Func<State, float[]> Distribution)
{
    /// <summary>Serves a policy through an engine, which is safe to share between threads.</summary>
    public static Arm Of(string name, ActionRankingEngine<StateRow> engine) => new(name, state => engine.ActionProbabilities(StateRow.Of(state)));

    /// <summary>Serves a policy that was trained on the prepared log.</summary>
    public static Arm Of(string name, MLContext ml, PreparedLog prepared, RankingPredictionTransformer<NeuralRankingModelParameters> policy) => Of(
        name, StateRow.CreateEngine(ml, new TransformerChain<ITransformer>(prepared.Preparation.Rows, policy), prepared.Data.Parts.Training.Schema));

    /// <summary>Serves a softmax over the scores of boosted trees.</summary>
    public static Arm Of(string name, MLContext ml, PreparedLog prepared, TreeRanker trees, float temperature)
    {
        var columns = StateRow.DefineColumns(prepared.Data.Parts.Training.Schema);
        // Trees are not a policy of this library, so ML.NET's prediction engine prepares their states. It must not be shared between threads.
        var engines = new ThreadLocal<PredictionEngine<StateRow, PreparedState>>(
            () => ml.Model.CreatePredictionEngine<StateRow, PreparedState>(prepared.Preparation.State, inputSchemaDefinition: columns));
        return new(name, state => trees.Distribution(engines.Value!.Predict(StateRow.Of(state)).Features, temperature));
    }
}
