namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// Computes the weights of multi-gradient descent (MGDA, docs/equations-tscac.md (28)): those of the shortest vector in the convex hull of gradients,
/// <c>min ‖Σ w_i g_i‖²</c> over the simplex. In the direction of that vector no objective gets worse. The vector is zero if there is no such direction.
/// </summary>
internal static class MinimumNorm
{
    private const int MaximumSteps = 10_000;
    private const double Tolerance = 1e-12;

    /// <summary>
    /// Computes the weights by pairwise Frank-Wolfe with exact line search. Each step moves weight from the vertex that increases the length of the sum
    /// most to the vertex that decreases it most, so it reaches the faces of the simplex as well as its interior. Two gradients need one step, which is
    /// their closed form.
    /// </summary>
    /// <param name="products">The symmetric matrix of the scalar products of the gradients.</param>
    public static double[] Weights(double[,] products)
    {
        var count = products.GetLength(0);
        double[] weights = [.. Enumerable.Repeat(1.0 / count, count)];
        var scale = Enumerable.Range(0, count).Sum(index => products[index, index]);
        for (var step = 0; step < MaximumSteps; step++)
        {
            // The scalar product <g_i, Σ w g> is half the slope of the squared length along vertex i.
            double[] slopes = [.. Enumerable.Range(0, count).Select(row => Enumerable.Range(0, count).Sum(column => products[row, column] * weights[column]))];
            var to = slopes.IndexOf(slopes.Min());
            var from = Enumerable.Range(0, count).Where(index => weights[index] > 0).MaxBy(index => slopes[index]);
            var gain = slopes[from] - slopes[to];
            if (gain <= Tolerance * scale)
                break;
            // Gradients that are equal except for rounding have no distance to divide by, and either of them can be used.
            var distance = products[from, from] + products[to, to] - 2 * products[from, to];
            var moved = distance > 0 ? Math.Min(weights[from], gain / distance) : weights[from];
            weights[from] -= moved;
            weights[to] += moved;
        }
        return weights;
    }
}
