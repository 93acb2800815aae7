/**
 * Configuration of Valhalla 3.6, written out because its own generator needs Python. Keys that look idle (meili, trace,
 * isochrone) are demanded by its constructor. The limits keep one question small; never lift them.
 */
const noLog = { type: "" };
const network = (maxMetres: number) => ({
  max_distance: maxMetres,
  max_locations: 20,
  max_matrix_distance: maxMetres,
  max_matrix_location_pairs: 2_500,
});

/** Points farther than this from a road are not on the network (Valhalla searches whole cells, so it is about that). */
const roadSearchMetres = 2_000;

export const buildConfig = (tileDir: string): object => ({
  mjolnir: { tile_dir: tileDir, concurrency: 2, logging: noLog },
});

export const answerConfig = (tileDir: string): object => ({
  mjolnir: { tile_dir: tileDir, max_cache_size: 268_435_456, use_lru_mem_cache: true, logging: noLog },
  loki: {
    actions: ["locate", "route", "sources_to_targets"],
    use_connectivity: true,
    service_defaults: {
      radius: 0,
      minimum_reachability: 50,
      search_cutoff: roadSearchMetres,
      node_snap_tolerance: 5,
      street_side_tolerance: 5,
      street_side_max_distance: 1000,
      heading_tolerance: 60,
    },
    logging: { ...noLog, long_request: 100 },
  },
  // `timedistancematrix` left pairs empty that have a way.
  thor: { source_to_target_algorithm: "costmatrix", logging: { ...noLog, long_request: 110 } },
  odin: { logging: noLog, markup_formatter: { markup_enabled: false, phoneme_format: "" } },
  meili: {
    mode: "auto",
    customizable: [],
    verbose: false,
    default: {
      sigma_z: 4.07,
      gps_accuracy: 5,
      beta: 3,
      max_route_distance_factor: 5,
      max_route_time_factor: 5,
      max_search_radius: 100,
      breakage_distance: 2000,
      interpolation_distance: 10,
      search_radius: 50,
      geometry: false,
      route: true,
      turn_penalty_factor: 0,
    },
    logging: noLog,
    grid: { size: 500, cache_size: 1000 },
  },
  service_limits: serviceLimits,
});

const serviceLimits = {
  auto: network(400_000),
  motor_scooter: network(200_000),
  pedestrian: { ...network(50_000), min_transit_walking_distance: 1, max_transit_walking_distance: 10_000 },
  bicycle: network(50_000),
  skadi: { max_shape: 1, min_resample: 10 },
  trace: {
    max_distance: 1,
    max_gps_accuracy: 1,
    max_search_radius: 1,
    max_shape: 1,
    max_alternates: 1,
    max_alternates_shape: 1,
  },
  isochrone: {
    max_contours: 1,
    max_time_contour: 1,
    max_distance: 1,
    max_locations: 1,
    max_distance_contour: 1,
  },
  centroid: { max_distance: 1, max_locations: 1 },
  status: { allow_verbose: false },
  max_exclude_locations: 50,
  max_reachability: 100,
  max_radius: 200,
  max_timedep_distance: 500_000,
  max_timedep_distance_matrix: 0,
  max_alternates: 2,
  max_exclude_polygons_length: 10_000,
  max_distance_disable_hierarchy_culling: 0,
};
