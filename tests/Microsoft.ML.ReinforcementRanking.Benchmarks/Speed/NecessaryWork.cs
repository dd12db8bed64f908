namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>
/// Counts the operations that a step cannot do without, which are two for each multiply-add of its dense products: forward products, gradients of weights, and
/// gradients of inputs that a gradient step needs. Products that are equal for several terms of a loss count once. Activations, sums, optimizers, copies and
/// random numbers do not count.
/// </summary>
internal static class NecessaryWork
{
    /// <summary>Counts one pass of a batch over all responses at the authors' shape, where each response trains a critic and a policy of its own.</summary>
    public static double Authors()
    {
        const double Rows = AuthorsShape.Batch, Hidden = AuthorsShape.Hidden, Responses = AuthorsShape.Responses;
        const double State = Rows * AuthorsShape.Features * Hidden, Action = Rows * Hidden, Output = Rows * Hidden;
        // The critic of the logged actions, forward and weights of both layers, and its gradient with respect to the hidden layer.
        const double Critic = 2 * (State + Action + Output) + Output;
        // The lagged policy and the lagged critic in the next states.
        const double Target = State + Output + State + Action + Output;
        // The critic's values of three more actions. Two of them measure advantages, and one trains the policy. The part of the states is there already.
        const double Values = 3 * (Action + Output);
        // The policy, forward and weights, and the gradient through the critic's action.
        const double Policy = 2 * (State + Output) + Output + Output + Action;
        // The policies to stay close to do not count, because their actions in all states are computed once for a whole stage.
        return 2 * Responses * (Critic + Target + Values + Policy);
    }

    /// <summary>Counts a step of the authors, in which all responses share one policy.</summary>
    public static double AuthorsStep()
    {
        const double Rows = AuthorsShape.Batch, Hidden = AuthorsShape.Hidden, Responses = AuthorsShape.Responses;
        const double State = Rows * AuthorsShape.Features * Hidden, Layer = Rows * Hidden * (Hidden + 1), Output = Rows * Hidden;
        // Each critic of the logged actions and of the policy's actions, and its lagged copy. The policy needs gradients of inputs alone.
        const double Critic = 2 * (State + Layer + Output) + Layer + Output + State + 2 * (Layer + Output) + State + Layer + Output;
        // The policy, forward and weights, and its lagged copy.
        const double Policy = 3 * State + 4 * Output;
        return 2 * (Responses * Critic + Policy);
    }

    /// <summary>Counts one pass of a batch over all critics of TSCAC over a catalog with default networks and one hidden layer.</summary>
    public static double Catalog(CatalogShape shape)
    {
        double rows = shape.Batch, members = CatalogShape.Critics, width = CatalogShape.Embedding + 1, hidden = CatalogShape.Hidden;
        var tower = rows * (shape.Features * hidden + hidden * width);
        var scores = rows * shape.Actions * width;
        double Critic(double references)
        {
            // The rows' own actions: forward, weights, and the gradient with respect to the hidden layer.
            var own = members * (2 * tower + rows * hidden * width);
            // The lagged critics' values of all actions, and the policy of the targets, whose references are networks with an improvement each.
            return own + members * (tower + scores) + references * (tower + scores);
        }
        // An auxiliary response stays close to the behavior policy, and the main response to the auxiliary policies, which share the behavior policy.
        return 2 * (shape.Auxiliaries * Critic(1) + Critic(1 + shape.Auxiliaries * members));
    }

    /// <summary>Counts one step of a multi-task network.</summary>
    public static double MultiTask(MultiTaskShape shape)
    {
        double rows = MultiTaskShape.Batch;
        var experts = shape.Experts == 0 ? 1 : shape.Experts;
        double gates = shape.Experts == 0 ? 0 : MultiTaskShape.Tasks * shape.Experts;
        var first = rows * MultiTaskShape.StateWidth * (experts * MultiTaskShape.ExpertUnits[0] + gates);
        var second = rows * experts * MultiTaskShape.ExpertUnits[0] * MultiTaskShape.ExpertUnits[1];
        var mixtures = rows * gates * MultiTaskShape.ExpertUnits[1];
        var towers = rows * MultiTaskShape.Tasks
            * (MultiTaskShape.ExpertUnits[1] * MultiTaskShape.TowerUnits[0] + MultiTaskShape.TowerUnits[0] * MultiTaskShape.TowerUnits[1]
                + MultiTaskShape.TowerUnits[1]);
        // The embeddings need the gradient with respect to the state. The numeric features do not.
        var embedded = first * (MultiTaskShape.StateWidth - MultiTaskShape.Features) / MultiTaskShape.StateWidth;
        return 2 * (2 * first + embedded + 3 * (second + mixtures + towers));
    }
}
