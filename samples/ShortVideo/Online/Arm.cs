using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Features;
using ShortVideo.Policies;

namespace ShortVideo.Online;

/// <summary>Represents one of the policies that are compared online.</summary>
/// <param name="Name">The name in reports.</param>
/// <param name="Distribution">
/// The probability of each candidate in a raw state, in the order of the candidates. The video that is shown is drawn from these probabilities, which are
/// also those of the off-policy evaluation. Several threads may call this function at the same time.
/// </param>
internal sealed record Arm(string Name, Func<State, IReadOnlyList<long>, float[]> Distribution)
{
    /// <summary>Chooses uniformly, as the random log did.</summary>
    public static Arm Uniform { get; } = new("logged policy", (_, candidates) => [.. Enumerable.Repeat(1f / candidates.Count, candidates.Count)]);

    /// <summary>Serves a policy through an engine, which is safe to share between threads.</summary>
    public static Arm Of(string name, ActionRankingEngine<StateRow> engine)
    {
        // An id is the text of a number. The texts are made once, and not for each request.
        var ids = engine.Policy.ActionIds.ToDictionary(id => long.Parse(id, CultureInfo.InvariantCulture));
        return new(name, (state, candidates) => engine.ActionProbabilities(StateRow.Of(state), [.. candidates.Select(video => ids[video])]));
    }

    /// <summary>Serves a policy that was trained on the prepared log.</summary>
    public static Arm Of(string name, MLContext ml, PreparedLog prepared, RankingPredictionTransformer<NeuralRankingModelParameters> policy) => Of(
        name, StateRow.CreateEngine(ml, new TransformerChain<ITransformer>(prepared.Preparation, policy), prepared.Data.Parts.Training.Schema));

    /// <summary>Serves a softmax over the scores of boosted trees.</summary>
    public static Arm Of(string name, MLContext ml, PreparedLog prepared, TreeRanker trees, float temperature)
    {
        var columns = StateRow.DefineColumns(prepared.Data.Parts.Training.Schema);
        // Trees are not a policy of this library, so ML.NET's prediction engine prepares their states. It must not be shared between threads.
        var engines = new ThreadLocal<PredictionEngine<StateRow, PreparedState>>(
            () => ml.Model.CreatePredictionEngine<StateRow, PreparedState>(prepared.Preparation, inputSchemaDefinition: columns));
        return new(name, (state, candidates) => trees.Distribution(engines.Value!.Predict(StateRow.Of(state)).Features, candidates, temperature));
    }
}
