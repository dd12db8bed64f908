namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// Multi-gradient descent (MGDA, docs/equations-tscac.md (28)): the weights of the shortest vector in the convex hull of gradients, <c>min ‖Σ w_i g_i‖²</c>
/// over the simplex. That vector is a direction in which no objective gets worse, and zero where every such direction is used up.
/// </summary>
internal static class MinimumNorm
{
    private const int MaximumSteps = 10_000;
    private const double Tolerance = 1e-12;

    /// <summary>
    /// Pairwise Frank-Wolfe with exact line search: each step moves weight from the vertex that lengthens the sum most to the one that shortens it most, which
    /// ends on faces of the simplex as well as inside. Two gradients need one step: it is their closed form.
    /// </summary>
    /// <param name="products">Scalar products of the gradients, symmetric.</param>
    public static double[] Weights(double[,] products)
    {
        var count = products.GetLength(0);
        double[] weights = [.. Enumerable.Repeat(1.0 / count, count)];
        var scale = Enumerable.Range(0, count).Sum(index => products[index, index]);
        for (var step = 0; step < MaximumSteps; step++)
        {
            // <g_i, Σ w g>: half the slope of the squared length along vertex i.
            double[] slopes = [.. Enumerable.Range(0, count).Select(row => Enumerable.Range(0, count).Sum(column => products[row, column] * weights[column]))];
            var to = slopes.IndexOf(slopes.Min());
            var from = Enumerable.Range(0, count).Where(index => weights[index] > 0).MaxBy(index => slopes[index]);
            var gain = slopes[from] - slopes[to];
            if (gain <= Tolerance * scale)
                break;
            // Gradients that are equal but for rounding have no distance to divide by: either will do.
            var distance = products[from, from] + products[to, to] - 2 * products[from, to];
            var moved = distance > 0 ? Math.Min(weights[from], gain / distance) : weights[from];
            weights[from] -= moved;
            weights[to] += moved;
        }
        return weights;
    }
}
