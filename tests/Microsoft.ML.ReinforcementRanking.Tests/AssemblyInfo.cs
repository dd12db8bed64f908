// Fits exclude each other anyway (libtorch has one random generator), and other threads' allocations beside a fit are what decision 5 cannot exclude.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
